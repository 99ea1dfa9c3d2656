import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens secrets that are stored. `place` (table:row:column) is authenticated: a sealed text opens only there. */
export interface SecretBox {
  seal: (text: string, place: string) => string;
  /** @throws Error when the text was sealed with another secret, for another place, or was changed. */
  open: (sealed: string, place: string) => string;
}

/**
 * AES-256-GCM with a key derived from the installation's secret by HKDF-SHA256.
 * Format: `v1.<key id>.<iv>.<tag>.<ciphertext>`, base64url.
 */
export function createSecretBox(secret: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'tickmark stored secrets v1', 32));
  const keyId = createHash('sha256').update(key).digest('base64url').slice(0, 8);
  return {
    seal(text, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['v1', keyId, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed, place) {
      const [version, sealedBy, iv, tag, text] = sealed.split('.');
      if (version !== 'v1' || iv === undefined || tag === undefined || text === undefined) {
        throw new Error('Not a sealed secret.');
      }
      if (sealedBy !== keyId) throw new Error('Sealed with another secret.');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      decipher.setAAD(Buffer.from(place));
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}
