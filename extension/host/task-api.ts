import type { BranchLink, Colleagues } from '../../shared/api/branches.ts';
import type { IssueComment, NewComment } from '../../shared/api/comments.ts';
import type { SourceChoice } from '../../shared/api/departments.ts';
import type { Issue, IssueDocument, NewIssue, StatusOption } from '../../shared/api/issues.ts';
import { readBranchLink, readIssue } from '../core/answer-shapes.ts';
import { mostTasks } from '../core/my-tasks.ts';
import type { Deleted } from '../../shared/api/personal-data.ts';
import type { Leaving } from '../../shared/leaving-words.ts';
import { judge, notSignedIn, type Result } from '../core/failure.ts';
import * as shapes from '../core/work-answers.ts';
import type { Http, HttpRequest } from './http.ts';
import type { Session } from './session.ts';

/** The calls about tasks, on behalf of whoever is signed in. None of them throws. */
export interface TaskApi {
  /** Tasks of the person, newest first. */
  mine: () => Promise<Result<Issue[]>>;
  /** Tasks that have the text in their key or title; with an empty one the tasks changed last. */
  search: (text: string) => Promise<Result<Issue[]>>;
  issue: (key: string) => Promise<Result<Issue>>;
  statuses: (key: string) => Promise<Result<StatusOption[]>>;
  /** @param expected the status that was shown; the server refuses when the page has another one by now */
  setStatus: (key: string, change: { status: string; expected?: string | null }) => Promise<Result<Issue>>;
  assignMe: (key: string, assign: boolean) => Promise<Result<Issue>>;
  sources: () => Promise<Result<SourceChoice[]>>;
  /** Sent again with the same id it makes no second task. */
  createIssue: (issue: NewTask) => Promise<Result<Issue>>;
  /** Sent again with the same id it makes no second comment. */
  comment: (key: string, comment: NewTaskComment) => Promise<Result<IssueComment>>;
  /** Names of the others who worked on a task lately. */
  colleagues: (key: string) => Promise<Result<Colleagues>>;
  document: (key: string) => Promise<Result<IssueDocument>>;
  /** @param key null says that the branch belongs to no task */
  linkBranch: (branch: { repository: string; branch: string }, key: string | null) => Promise<Result<BranchLink>>;
  /** Goes back to what the branch's name says. */
  unlinkBranch: (branch: { repository: string; branch: string }) => Promise<Result<BranchLink>>;
  /** All that the server keeps about the person, as a file. */
  exportMe: (format: 'json' | 'csv') => Promise<Result<string>>;
  /** Deletes the person’s coding time on the server. */
  deleteMe: (also: Leaving) => Promise<Result<Deleted>>;
}

export type NewTask = Omit<NewIssue, 'departmentId'>;
export type NewTaskComment = Omit<NewComment, 'departmentId'>;

/** So many are found at most. */
export const mostFound = 50;

/** Makes the calls. A token that is no longer accepted is told to the session. */
export function createTaskApi(http: Http, session: Pick<Session, 'account' | 'refuse'>): TaskApi {
  const call = async <T>(request: HttpRequest, read: (body: unknown) => T | undefined): Promise<Result<T>> => {
    const account = session.account();
    if (account === null) return notSignedIn;
    const result = judge(await http(account, { ...request, path: `/api/v1${request.path}` }), read);
    if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
    return result;
  };
  const department = (): { departmentId?: string } => {
    const departmentId = session.account()?.departmentId ?? null;
    return departmentId === null ? {} : { departmentId };
  };
  const get = <T>(path: string, query: Record<string, string>, read: (body: unknown) => T | undefined) =>
    call({ method: 'GET', path, query: { ...query, ...department() } }, read);
  const send = <T>(method: 'PUT' | 'POST', path: string, body: object, read: (body: unknown) => T | undefined) =>
    call({ method, path, body: { ...body, ...department() } }, read);
  const of = (key: string, rest = ''): string => `/issues/${encodeURIComponent(key)}${rest}`;
  return {
    mine: () => get('/issues', { assignee: 'me', sort: 'updated', limit: String(mostTasks) }, shapes.readIssues),
    search: (text) =>
      get(
        '/issues',
        { sort: 'updated', limit: String(mostFound), ...(text === '' ? {} : { search: text }) },
        shapes.readIssues,
      ),
    issue: (key) => get(of(key), {}, readIssue),
    statuses: (key) => get(of(key, '/statuses'), {}, shapes.readStatuses),
    setStatus: (key, change) => send('PUT', of(key, '/status'), change, readIssue),
    assignMe: (key, assign) => send('PUT', of(key, '/assignee'), { assign }, readIssue),
    async sources() {
      const { departmentId } = department();
      // Who belongs to no department has no database.
      if (departmentId === undefined && session.account() !== null) return { ok: true, value: [] };
      const path = `/departments/${encodeURIComponent(departmentId ?? '')}/sources`;
      return call({ method: 'GET', path }, shapes.readSources);
    },
    createIssue: (issue) => send('POST', '/issues', issue, readIssue),
    comment: (key, comment) => send('POST', of(key, '/comments'), comment, shapes.readComment),
    colleagues: (key) => get(of(key, '/colleagues'), {}, shapes.readColleagues),
    document: (key) => get(of(key, '/document'), {}, shapes.readDocument),
    linkBranch: (branch, key) => send('PUT', '/branches/link', { ...branch, key }, readBranchLink),
    unlinkBranch: (branch) =>
      call({ method: 'DELETE', path: '/branches/link', query: { ...branch, ...department() } }, readBranchLink),
    exportMe: (format) =>
      call({ method: 'GET', path: '/me/export', query: { format, ...department() }, isFile: true }, (body) =>
        shapes.readExport(body, format),
      ),
    deleteMe: ({ worklogs, tokens }) =>
      call(
        {
          method: 'DELETE',
          path: '/me/time',
          query: {
            ...(worklogs ? { worklogs: 'delete' } : {}),
            ...(tokens ? { tokens: 'end' } : {}),
            ...department(),
          },
          isSlow: true,
        },
        shapes.readDeleted,
      ),
  };
}
