import { toHex } from '../names.ts';

export function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

const blockBytes = 64;

/** SHA-256 in hexadecimal digits. Made here, because the browser's own makes its caller wait. */
export function sha256(text: string): string {
  return toHex(digestOf(new TextEncoder().encode(text)));
}

/** HMAC-SHA256 in hexadecimal digits. */
export function hmacSha256(key: string, text: string): string {
  const encoder = new TextEncoder();
  const long = encoder.encode(key);
  const block = new Uint8Array(blockBytes);
  block.set(long.length > blockBytes ? digestOf(long) : long);
  const inner = digestOf(
    joined(
      block.map((byte) => byte ^ 0x36),
      encoder.encode(text),
    ),
  );
  return toHex(
    digestOf(
      joined(
        block.map((byte) => byte ^ 0x5c),
        inner,
      ),
    ),
  );
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** FIPS 180-4. */
function digestOf(message: Uint8Array): Uint8Array {
  const { roots, words } = constants();
  const state = Uint32Array.from(roots);
  const padded = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / blockBytes) * blockBytes));
  new Uint8Array(padded.buffer).set(message);
  padded.setUint8(message.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(message.length) * 8n);
  const schedule = new Uint32Array(64);
  for (let offset = 0; offset < padded.byteLength; offset += blockBytes) {
    for (let at = 0; at < 16; at += 1) schedule[at] = padded.getUint32(offset + at * 4);
    for (let at = 16; at < 64; at += 1) schedule[at] = extended(schedule, at);
    compress(state, schedule, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setUint32(at * 4, word));
  return new Uint8Array(digest.buffer);
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function extended(schedule: Uint32Array, at: number): number {
  const [near = 0, far = 0] = [schedule[at - 2], schedule[at - 15]];
  const a = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
  const b = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
  return (schedule[at - 16] ?? 0) + a + (schedule[at - 7] ?? 0) + b;
}

function compress(state: Uint32Array, schedule: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const chosen = (e & f) ^ (~e & g);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + (words[at] ?? 0) + (schedule[at] ?? 0);
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + most;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    state[at] = (state[at] ?? 0) + word;
  });
}

let known: { roots: Uint32Array; words: Uint32Array } | undefined;

/** The fractions of the square and cube roots of the first primes, as the standard has them. Made when first needed. */
function constants(): { roots: Uint32Array; words: Uint32Array } {
  if (known !== undefined) return known;
  const primes: number[] = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
  known = {
    roots: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    words: Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  };
  return known;
}
