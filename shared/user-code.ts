/** No vowels, so that a code spells no word, and no letter that is taken for another (RFC 8628, 6.1). */
export const userCodeLetters = 'BCDFGHJKLMNPQRSTVWXZ';
export const userCodeLength = 8;

/** The largest multiple of 20 that fits a byte: bytes from there on would make some letters likelier. */
const fairBytes = 256 - (256 % userCodeLetters.length);

/**
 * A new code, one of 20^8.
 * @param randomBytes cryptographically strong random bytes of the asked length
 */
export function makeUserCode(randomBytes: (length: number) => Uint8Array): string {
  let code = '';
  while (code.length < userCodeLength) {
    for (const byte of randomBytes(userCodeLength)) {
      if (byte < fairBytes && code.length < userCodeLength) code += userCodeLetters[byte % userCodeLetters.length];
    }
  }
  return code;
}

/** Reads what a person typed or a link holds, in any case, with or without the line in the middle; null when it is none. */
export function readUserCode(text: string): string | null {
  const letters = text.replaceAll(/[\s\p{Pd}]/gu, '');
  return /^[BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz]{8}$/u.test(letters) ? letters.toUpperCase() : null;
}

/** As people see it: `WDJB-MJHT`. */
export function showUserCode(code: string): string {
  return `${code.slice(0, userCodeLength / 2)}-${code.slice(userCodeLength / 2)}`;
}
