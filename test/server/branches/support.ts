import type { Branch, BranchLink } from '../../../shared/api/branches.ts';
import type { TestServer } from '../../support/server.ts';

export const repository = 'git.example.com/acme/shop';

/** What the editor asks when it looks at a branch. */
export async function resolve(server: TestServer, branch: string, token = server.token, where = repository) {
  const query = new URLSearchParams({ branch, repository: where, departmentId: server.departmentId });
  const answer = await server.call<BranchLink>('GET', `/branches/resolve?${query.toString()}`, undefined, token);
  if (answer.status !== 200) throw new Error(`resolve answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The key that a branch is linked to, or null. */
export async function keyOf(server: TestServer, branch: string): Promise<string | null> {
  return (await resolve(server, branch)).issue?.key ?? null;
}

/** Every branch of the department, last seen first. */
export async function listBranches(server: TestServer, query: Record<string, string> = {}): Promise<Branch[]> {
  const search = new URLSearchParams({ limit: '200', departmentId: server.departmentId, ...query });
  const { body } = await server.call<{ items: Branch[] }>('GET', `/branches?${search.toString()}`);
  return body.items;
}

/** The stored row of a branch name, without asking for the branch itself: looking must change nothing. */
export async function rowsOf(server: TestServer, branch: string): Promise<Branch[]> {
  const rows = await listBranches(server);
  return rows
    .filter((row) => row.branch === branch)
    .sort((a, b) => (a.endedAt ?? '9999').localeCompare(b.endedAt ?? '9999', 'en'));
}

/** Notes that the only living branch of this name was deleted. */
export async function endBranch(server: TestServer, branch: string): Promise<void> {
  const row = (await rowsOf(server, branch)).find(({ endedAt }) => endedAt === null);
  const { status } = await server.call('DELETE', `/branches/${row?.id ?? ''}`);
  if (status !== 204) throw new Error(`the branch was not ended: ${status}`);
}
