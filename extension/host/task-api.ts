import type { BranchLink } from '../../shared/api/branches.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { readBranchLink, readIssue } from '../core/answer-shapes.ts';
import { judge, notSignedIn, type Result } from '../core/failure.ts';
import * as shapes from '../core/work-answers.ts';
import type { Http, HttpRequest } from './http.ts';
import type { Account, Session } from './session.ts';

/** The calls about tasks, on behalf of whoever is signed in. None of them throws. */
export interface TaskApi {
  /** Tasks of the person, newest first. */
  mine: () => Promise<Result<Issue[]>>;
  /** Tasks that have the text in their key or title; with an empty one the tasks changed last. */
  search: (text: string) => Promise<Result<Issue[]>>;
  issue: (key: string) => Promise<Result<Issue>>;
  statuses: (key: string) => Promise<Result<shapes.StatusOption[]>>;
  /** @param expected the status that was shown; the server refuses when the page has another one by now */
  setStatus: (key: string, change: { status: string; expected?: string | null }) => Promise<Result<Issue>>;
  assignMe: (key: string, assign: boolean) => Promise<Result<Issue>>;
  sources: () => Promise<Result<shapes.TaskSource[]>>;
  /** Sent again with the same id it makes no second task. */
  createIssue: (issue: NewTask) => Promise<Result<Issue>>;
  /** Sent again with the same id it makes no second comment. */
  comment: (key: string, comment: NewComment) => Promise<Result<shapes.PostedComment>>;
  document: (key: string) => Promise<Result<shapes.PageDocument>>;
  /** @param key null says that the branch belongs to no task */
  linkBranch: (branch: { repository: string; branch: string }, key: string | null) => Promise<Result<BranchLink>>;
  /** Goes back to what the branch's name says. */
  unlinkBranch: (branch: { repository: string; branch: string }) => Promise<Result<BranchLink>>;
}

export interface NewTask {
  id: string;
  title: string;
  sourceId?: string;
  assignToMe?: boolean;
  text?: string;
}

export interface NewComment {
  id: string;
  text: string;
  link?: { url: string; title: string };
}

const most = '50';

/** Makes the calls. A token that is no longer accepted is told to the session. */
export function createTaskApi(http: Http, session: Pick<Session, 'account' | 'refuse'>): TaskApi {
  const call = async <T>(
    request: HttpRequest | ((account: Account) => HttpRequest),
    read: (body: unknown) => T | undefined,
  ): Promise<Result<T>> => {
    const account = session.account();
    if (account === null) return notSignedIn;
    const { path, ...rest } = typeof request === 'function' ? request(account) : request;
    const result = judge(await http(account, { ...rest, path: `/api/v1${path}` }), read);
    if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
    return result;
  };
  const of = (key: string, rest = ''): string => `/issues/${encodeURIComponent(key)}${rest}`;
  return {
    mine: () =>
      call({ method: 'GET', path: '/issues', query: { assignee: 'me', sort: 'updated', limit: '100' } }, shapes.readIssues),
    search: (text) => {
      const query = text === '' ? { sort: 'updated', limit: most } : { search: text, limit: most };
      return call({ method: 'GET', path: '/issues', query }, shapes.readIssues);
    },
    issue: (key) => call({ method: 'GET', path: of(key) }, readIssue),
    statuses: (key) => call({ method: 'GET', path: of(key, '/statuses') }, shapes.readStatuses),
    setStatus: (key, body) => call({ method: 'PUT', path: of(key, '/status'), body }, readIssue),
    assignMe: (key, assign) =>
      call({ method: 'PUT', path: of(key, '/assignee'), body: { assign } }, readIssue),
    sources: () =>
      call(
        ({ departmentId }) => ({ method: 'GET', path: `/departments/${encodeURIComponent(departmentId ?? '')}/sources` }),
        shapes.readSources,
      ),
    createIssue: (body) => call({ method: 'POST', path: '/issues', body }, readIssue),
    comment: (key, body) => call({ method: 'POST', path: of(key, '/comments'), body }, shapes.readComment),
    document: (key) => call({ method: 'GET', path: of(key, '/document') }, shapes.readDocument),
    linkBranch: (branch, key) =>
      call({ method: 'PUT', path: '/branches/link', body: { ...branch, key } }, readBranchLink),
    unlinkBranch: (branch) => call({ method: 'DELETE', path: '/branches/link', query: { ...branch } }, readBranchLink),
  };
}
