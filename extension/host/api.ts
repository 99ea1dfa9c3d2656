import type { BranchLink } from '../../shared/api/branches.ts';
import type { Heartbeat, HeartbeatResults } from '../../shared/api/heartbeats.ts';
import type { Run } from '../../shared/api/notion.ts';
import type { Me } from '../../shared/api/people.ts';
import type { NewWorklog, Worklog } from '../../shared/api/worklogs.ts';
import * as shapes from '../core/answer-shapes.ts';
import { type Result, judge } from '../core/failure.ts';
import type { Connection, Http, HttpRequest } from './http.ts';

/** The calls of the server that the editor makes. */
export interface Api {
  me: (connection: Connection) => Promise<Result<Me>>;
  resolveBranch(
    connection: Connection,
    query: { repository: string; branch: string; departmentId?: string },
  ): Promise<Result<BranchLink>>;
  postWorklog: (connection: Connection, worklog: NewWorklog) => Promise<Result<Worklog>>;
  postHeartbeats(
    connection: Connection,
    batch: { heartbeats: readonly Heartbeat[]; departmentId?: string },
  ): Promise<Result<HeartbeatResults>>;
  startSync: (connection: Connection, departmentId: string) => Promise<Result<{ runId: string }>>;
  run: (connection: Connection, runId: string) => Promise<Result<Run>>;
}

/** Calls below /api/v1 with judged answers. */
export function createApi(http: Http): Api {
  const call = async <T>(
    connection: Connection,
    request: HttpRequest,
    read: (body: unknown) => T | undefined,
  ): Promise<Result<T>> => judge(await http(connection, { ...request, path: `/api/v1${request.path}` }), read);
  return {
    me: (connection) => call(connection, { method: 'GET', path: '/me' }, shapes.readMe),
    resolveBranch: (connection, query) =>
      call(connection, { method: 'GET', path: '/branches/resolve', query }, shapes.readBranchLink),
    postWorklog: (connection, body) =>
      call(connection, { method: 'POST', path: '/worklogs', body }, shapes.readWorklog),
    postHeartbeats: (connection, body) =>
      call(connection, { method: 'POST', path: '/heartbeats', body }, shapes.readHeartbeatResults),
    startSync: (connection, departmentId) =>
      call(
        connection,
        { method: 'POST', path: `/notion/sync/${encodeURIComponent(departmentId)}` },
        shapes.readSyncStarted,
      ),
    run: (connection, runId) =>
      call(connection, { method: 'GET', path: `/runs/${encodeURIComponent(runId)}` }, shapes.readRun),
  };
}
