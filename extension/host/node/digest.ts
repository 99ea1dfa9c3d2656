import * as crypto from 'node:crypto';

export const randomBytes = (count: number): Uint8Array => crypto.randomBytes(count);

/** SHA-256 in hexadecimal digits. */
export function sha256(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}

/** HMAC-SHA256 in hexadecimal digits. */
export function hmacSha256(key: string, text: string): string {
  return crypto.createHmac('sha256', key).update(text).digest('hex');
}
