import { message, type Translate } from './translate.ts';

/** Says in plain words why Git refused, and what helps. What is not known here is told in Git's own words. */
export function gitFailureText(error: unknown, t: Translate): string {
  const { code, stderr, said: told } = readError(error);
  const said = (stderr.trim() === '' ? told : stderr).trim();
  const text = /local changes .* would be overwritten/su.test(said) ? overwritten : texts[code];
  if (text !== undefined) return t(text);
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(?:fatal|error): /u, '').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return lines.length === 0 ? t('Git refused, without a reason.') : t('Git says: {0}', lines.slice(0, 3).join(' '));
}

const overwritten = message(
  'Git stopped so that your uncommitted changes are not overwritten. Commit or stash them, then try again.',
);
const texts: Readonly<Record<string, string>> = {
  LocalChangesOverwritten: overwritten,
  DirtyWorkTree: overwritten,
  BranchAlreadyExists: message('A branch of this name exists already.'),
  InvalidBranchName: message('Git does not accept this branch name.'),
  PushRejected: message('The remote has commits that are not here. Pull first, then try again.'),
  AuthenticationFailed: message(
    'The remote did not accept your sign-in. Sign in to it, for example with a push in a terminal.',
  ),
  RemoteConnectionError: message('The remote cannot be reached.'),
  NoRemoteRepositorySpecified: message('There is no remote to push to.'),
  RepositoryIsLocked: message('Another program works in this repository right now. Try again in a moment.'),
};

function readError(error: unknown): { code: string; stderr: string; said: string } {
  if (typeof error !== 'object' || error === null) return { code: '', stderr: '', said: String(error) };
  const text = (name: string): string => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : '';
  };
  return { code: text('gitErrorCode'), stderr: text('stderr'), said: text('message') };
}
