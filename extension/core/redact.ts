const bearer = /\bBearer\s+[^\s"',;]+/giu;
const urlCredentials = /(\w+:\/\/)[^\s/@]*@/gu;
const fileUrl = /\b(?:file|vscode-remote|vscode-vfs):\/\/[^\s"'<>]*/giu;
const windowsPath = /(?:\b[A-Za-z]:[\\/]|\\\\)[^\s"'<>|]+/gu;
// An absolute path begins a word and has a second level; addresses of the API are no paths of this machine.
const posixPath = /(^|[\s"'(=[{,:])\/(?!\/|api\/)[^\s"'<>),:]+\/[^\s"'<>),:]*/gu;

/** Takes tokens, credentials and absolute paths out of a text for the log. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[token]');
  return clean
    .replaceAll(bearer, 'Bearer [token]')
    .replaceAll(urlCredentials, '$1')
    .replaceAll(fileUrl, '[path]')
    .replaceAll(windowsPath, '[path]')
    .replaceAll(posixPath, '$1[path]');
}
