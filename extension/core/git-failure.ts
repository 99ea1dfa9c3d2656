import type { Translate } from './translate.ts';

/** Says in plain words why Git refused, and what helps. What is not known here is told in Git's own words. */
export function gitFailureText(error: unknown, t: Translate): string {
  const { gitErrorCode = '', stderr = '', message = '' } = readError(error);
  const text = texts[gitErrorCode];
  if (text !== undefined) return t(text);
  const said = (stderr.trim() === '' ? message : stderr).trim();
  if (/local changes .* would be overwritten/su.test(said)) return t(texts['LocalChangesOverwritten'] ?? '');
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(?:fatal|error): /u, '').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.length === 0 ? t('Git refused, without a reason.') : t('Git says: {0}', lines.slice(0, 3).join(' '));
}

const overwritten =
  'Git stopped so that your uncommitted changes are not overwritten. Commit or stash them, then try again.';
const texts: Readonly<Record<string, string>> = {
  LocalChangesOverwritten: overwritten,
  DirtyWorkTree: overwritten,
  BranchAlreadyExists: 'A branch of this name exists already.',
  InvalidBranchName: 'Git does not accept this branch name.',
  PushRejected: 'The remote has commits that are not here. Pull first, then try again.',
  AuthenticationFailed: 'The remote did not accept your sign-in. Sign in to it, for example with a push in a terminal.',
  RemoteConnectionError: 'The remote cannot be reached.',
  NoRemoteRepositorySpecified: 'There is no remote to push to.',
  RepositoryIsLocked: 'Another program works in this repository right now. Try again in a moment.',
};

function readError(error: unknown): { gitErrorCode?: string; stderr?: string; message?: string } {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const text = (name: string): string => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : '';
  };
  return { gitErrorCode: text('gitErrorCode'), stderr: text('stderr'), message: text('message') };
}
