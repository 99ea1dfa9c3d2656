const randomLength = 10;
const maxTimeMs = 2 ** 48 - 1;
const maxCounter = 0xfff;

export type IdSource = {
  /** The clock, in milliseconds since 1970 UTC. */
  nowMs: () => number;
  /** Cryptographically strong random bytes of the asked length. */
  randomBytes: (length: number) => Uint8Array;
};

/**
 * A version 7 UUID (RFC 9562): 48 bits of time, 74 random bits.
 * @param random at least 10 bytes
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const [high = 0, low = 0] = random;
  return layOut(nowMs, (high << 4) | (low & 0x0f), random);
}

/**
 * Makes version 7 UUIDs that sort in the order they were made, also within one millisecond and when the clock steps
 * back: the 12 bits after the time count up (RFC 9562 section 6.2, method 1), the rest stays random.
 */
export function createIdFactory({ nowMs, randomBytes }: IdSource): () => string {
  let lastMs = -1;
  let counter = 0;
  return () => {
    const random = randomBytes(randomLength);
    const timeMs = Math.max(nowMs(), lastMs);
    if (timeMs > lastMs) {
      lastMs = timeMs;
      counter = startOfCounter(random);
    } else if (counter < maxCounter) counter += 1;
    else {
      lastMs += 1;
      counter = startOfCounter(random);
    }
    return layOut(lastMs, counter, random);
  };
}

/** True for the text form of a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The top bit stays clear, so that at least 2,048 ids fit behind every start. */
function startOfCounter(random: Uint8Array): number {
  const [high = 0, low = 0] = random;
  return ((high & 0x7f) << 4) | (low & 0x0f);
}

function layOut(timeMs: number, counter: number, random: Uint8Array): string {
  if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs > maxTimeMs) throw new RangeError(`No UUID time: ${timeMs}`);
  if (random.length < randomLength) throw new RangeError(`A UUID needs ${randomLength} random bytes`);
  const time = timeMs.toString(16).padStart(12, '0');
  const version = (0x7000 | counter).toString(16);
  const [variant = 0, ...tail] = random.subarray(2, randomLength);
  const rest = [0x80 | (variant & 0x3f), ...tail].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}
