import type { BranchLink } from '../../shared/api/branches.ts';
import { notSignedIn, type Result } from '../core/failure.ts';
import type { Log } from '../core/log.ts';
import type { Api } from './api.ts';
import type { Session } from './session.ts';

/** Asks the server for the task of a branch on behalf of whoever is signed in. Never throws. */
export function createBranchResolver(
  api: Pick<Api, 'resolveBranch'>,
  session: Pick<Session, 'account' | 'refuse'>,
  log: Pick<Log, 'warn'>,
): (repository: string, branch: string) => Promise<Result<BranchLink>> {
  return async (repository, branch) => {
    const account = session.account();
    if (account === null) return notSignedIn;
    const department = account.departmentId === null ? {} : { departmentId: account.departmentId };
    const result = await api.resolveBranch(account, { repository, branch, ...department });
    if (!result.ok) log.warn(`No answer for the branch: ${result.failure.kind}. ${result.failure.detail}`);
    if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
    return result;
  };
}
