import type { BranchLink } from '../../shared/api/branches.ts';
import type { HeartbeatResults } from '../../shared/api/heartbeats.ts';
import type { Issue } from '../../shared/api/issues.ts';
import type { Run } from '../../shared/api/notion.ts';
import type { Me } from '../../shared/api/people.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';

// Guards by hand instead of the schemas: only what is used here is checked, and the bundle stays small.

type Fields = Record<string, unknown>;

/** The answer of GET /me, or undefined when it is something else. */
export function readMe(body: unknown): Me | undefined {
  return isObject(body) && isText(body['id']) && isText(body['name']) && areAll(body['departments'], isDepartment)
    ? (body as Me)
    : undefined;
}

/** The answer of GET /branches/resolve. */
export function readBranchLink(body: unknown): BranchLink | undefined {
  return isObject(body) &&
    isText(body['reason']) &&
    isText(body['rule']) &&
    (body['issue'] === null || isIssue(body['issue'])) &&
    areAll(body['rejected'], (item) => isObject(item) && isText(item['text']) && isText(item['reason'])) &&
    [body['trackedTodaySeconds'], body['trackedSeconds'], body['unloggedSeconds']].every(isNumber) &&
    isTextOrNull(body['lastSyncAt'])
    ? ({
        ...body,
        grounds: readGrounds(body['grounds']),
        // An older server shows nobody.
        showsColleagues: body['showsColleagues'] === true,
        trackedTodayByEditor: readEditors(body['trackedTodayByEditor']),
      } as BranchLink)
    : undefined;
}

/** Empty from an older server, which gives the reason as a sentence only. */
function readGrounds(value: unknown): unknown {
  return areAll(value, (item) => isObject(item) && isText(item['rule']) && isText(item['key'])) ? value : [];
}

/** Empty from an older server, which does not tell editors apart. */
function readEditors(value: unknown): unknown {
  return areAll(value, (item) => isObject(item) && isTextOrNull(item['editor']) && isNumber(item['seconds']))
    ? value
    : [];
}

/** The answer of POST /worklogs. */
export function readWorklog(body: unknown): Worklog | undefined {
  return isObject(body) && isText(body['id']) && isNumber(body['seconds']) && isText(body['state'])
    ? (body as Worklog)
    : undefined;
}

/** The answer of POST /heartbeats. */
export function readHeartbeatResults(body: unknown): HeartbeatResults | undefined {
  return isObject(body) &&
    areAll(body['results'], (item) => isObject(item) && isTextOrNull(item['id']) && isText(item['status']))
    ? (body as HeartbeatResults)
    : undefined;
}

/** The answer of POST /notion/sync/{departmentId}. */
export function readSyncStarted(body: unknown): { runId: string } | undefined {
  return isObject(body) && isText(body['runId']) ? { runId: body['runId'] } : undefined;
}

/** The answer of GET /runs/{id}. */
export function readRun(body: unknown): Run | undefined {
  return isObject(body) && isText(body['id']) && isText(body['state']) && isNumber(body['changed'])
    ? (body as Run)
    : undefined;
}

/** The answer of GET /issues/{key}, and of every call that changes a task. */
export function readIssue(body: unknown): Issue | undefined {
  return isIssue(body) ? (body as Issue) : undefined;
}

const defaultStatuses: ReadonlySet<unknown> = new Set(['TO_DO', 'IN_PROGRESS', 'DONE', 'UNDEFINED']);

function isIssue(value: unknown): boolean {
  return (
    isObject(value) &&
    [value['id'], value['departmentId'], value['title'], value['url']].every(isText) &&
    [value['key'], value['status'], value['priority']].every(isTextOrNull) &&
    defaultStatuses.has(value['defaultStatus']) &&
    areAll(value['assignees'], (item) => isObject(item) && isTextOrNull(item['name']) && isTextOrNull(item['email'])) &&
    (value['estimateSeconds'] === null || isNumber(value['estimateSeconds'])) &&
    isNumber(value['spentSeconds'])
  );
}

function isDepartment(value: unknown): boolean {
  return isObject(value) && isText(value['id']) && isText(value['name']) && isText(value['role']);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function areAll(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}
