import { createHash } from 'node:crypto';

const HEX_ID = /^[0-9a-f]{32}$/;
const PROPERTY_ALPHABET = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ:;@?|~^<>=`{}[]\\_%';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function dashed(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A UUID that carries version 8, as ids made by Notion do. Hashed, so that ids made together share no beginning. */
export function makeId(newId: () => string): string {
  const hex = digest(newId());
  return dashed(`${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17, 32)}`);
}

/** A property id as the API shows it: four odd characters, percent-encoded. */
export function makePropertyId(newId: () => string, taken: readonly string[]): string {
  for (;;) {
    const bytes = Buffer.from(digest(newId()), 'hex');
    const text = Array.from(bytes.subarray(0, 4), (byte) => PROPERTY_ALPHABET[byte % PROPERTY_ALPHABET.length]).join(
      '',
    );
    const id = encodeURIComponent(text);
    if (!taken.includes(id)) return id;
  }
}

/** An integration token of today's shape. As unguessable as `newId`. */
export function makeToken(newId: () => string): string {
  const text = Buffer.from(digest(newId() + newId()) + digest(newId()), 'hex').toString('base64url');
  return `ntn_${text.replaceAll(/[-_]/g, '0').slice(0, 46)}`;
}

/** The dashed lower-case form of an id in any accepted spelling, or null. */
export function parseId(text: string): string | null {
  const hex = text.replaceAll('-', '').toLowerCase();
  return HEX_ID.test(hex) ? dashed(hex) : null;
}

/** An id for one request, for error bodies and headers. */
export function requestId(count: number): string {
  const hex = digest(`request ${count}`);
  return dashed(`${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17, 32)}`);
}

/** A property id without its percent-encoding, as a URL parser hands it over. */
export function decodedPropertyId(id: string): string {
  return decodeURIComponent(id);
}
