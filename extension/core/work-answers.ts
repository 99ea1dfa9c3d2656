import type { Colleagues } from '../../shared/api/branches.ts';
import type { IssueComment } from '../../shared/api/comments.ts';
import type { SourceChoice } from '../../shared/api/departments.ts';
import type { Issue, IssueDocument, StatusOption } from '../../shared/api/issues.ts';
import type { Deleted } from '../../shared/api/personal-data.ts';
import { areAll, isNumber, isObject, isText, isTextOrNull, readIssue } from './answer-shapes.ts';

/** The answer of GET /issues. */
export function readIssues(body: unknown): Issue[] | undefined {
  return readItems(body, readIssue);
}

/** The answer of GET /issues/{key}/statuses. */
export function readStatuses(body: unknown): StatusOption[] | undefined {
  return readItems(body, (item) =>
    isObject(item) && isText(item['id']) && isText(item['name']) && isTextOrNull(item['group'])
      ? (item as unknown as StatusOption)
      : undefined,
  );
}

/** The answer of GET /departments/{id}/sources. */
export function readSources(body: unknown): SourceChoice[] | undefined {
  return readItems(body, (item) =>
    isObject(item) && isText(item['id']) && isText(item['name']) && isTextOrNull(item['prefix'])
      ? (item as unknown as SourceChoice)
      : undefined,
  );
}

/** The answer of GET /issues/{key}/document. */
export function readDocument(body: unknown): IssueDocument | undefined {
  return isObject(body) &&
    isText(body['title']) &&
    isText(body['url']) &&
    isText(body['markdown']) &&
    areAll(body['properties'], (item) => isObject(item) && isText(item['name']) && isText(item['value']))
    ? (body as unknown as IssueDocument)
    : undefined;
}

/** The answer of POST /issues/{key}/comments. */
export function readComment(body: unknown): IssueComment | undefined {
  return isObject(body) && isText(body['id']) && isText(body['state']) ? (body as IssueComment) : undefined;
}

function readItems<T>(body: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!isObject(body) || !Array.isArray(body['items'])) return undefined;
  const items: T[] = [];
  for (const item of body['items'] as unknown[]) {
    const value = read(item);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return items;
}

/** The file of GET /me/export; a page of somebody else is none, whatever its status. */
export function readExport(body: unknown, format: 'json' | 'csv'): string | undefined {
  const beginning = format === 'json' ? '{"exportedAt":' : 'kind,';
  return isText(body) && body.startsWith(beginning) ? body : undefined;
}

/** The answer of DELETE /me/time. */
export function readDeleted(body: unknown): Deleted | undefined {
  return isObject(body) && isText(body['deletedBefore']) && [body['heartbeats'], body['worklogs']].every(isNumber)
    ? (body as Deleted)
    : undefined;
}

/** The answer of GET /issues/{key}/colleagues. */
export function readColleagues(body: unknown): Colleagues | undefined {
  return isObject(body) &&
    typeof body['shown'] === 'boolean' &&
    isNumber(body['days']) &&
    areAll(body['people'], (item) => isObject(item) && isText(item['name']))
    ? (body as Colleagues)
    : undefined;
}
