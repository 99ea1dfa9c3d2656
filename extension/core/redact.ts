const bearer = /\bBearer\s+[^\s"',;]+/giu;
// Bounded, so that a long word is not looked at once for each of its letters.
const urlCredentials = /(\w{1,20}:\/\/)[^\s/@]*@/gu;
const email = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,}/gu;
const fileUrl = /\b(?:file|vscode-remote|vscode-vfs):\/\/[^\s"'<>]*/giu;
const windowsPath = /(?:\b[A-Za-z]:[\\/]|\\\\)[^\s"'<>|]+/gu;
// An absolute path begins a word and has a second level; addresses of the API are no paths of this machine.
const posixPath = /(^|[\s"'(=[{,:])\/(?!\/|api\/)[^\s"'<>),:]+\/[^\s"'<>),:]*/gu;
const shortestName = 3;

/**
 * Takes tokens, credentials, e-mail addresses and absolute paths out of a text.
 * @param names of people: whole, and each word of them that is long enough not to be any word
 */
export function redact(text: string, secrets: readonly string[] = [], names: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[token]');
  clean = clean
    .replaceAll(bearer, 'Bearer [token]')
    .replaceAll(urlCredentials, '$1')
    .replaceAll(email, '[e-mail]')
    .replaceAll(fileUrl, '[path]')
    .replaceAll(windowsPath, '[path]')
    .replaceAll(posixPath, '$1[path]');
  const pattern = patternFor(names);
  return pattern === null ? clean : clean.replaceAll(pattern, '[name]');
}

/** The longest first, so that a whole name goes at once; only as a word, so that Ana does not spoil “banana”. */
function patternFor(names: readonly string[]): RegExp | null {
  const words = names.flatMap((name) => [name.trim(), ...name.split(/[^\p{L}\p{N}]+/u)]);
  const wanted = [...new Set(words)].filter((word) => word.length >= shortestName);
  if (wanted.length === 0) return null;
  const alternatives = wanted
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`));
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${alternatives.join('|')})(?![\p{L}\p{N}])`, 'giu');
}
