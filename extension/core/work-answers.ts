import type { Issue } from '../../shared/api/issues.ts';
import { areAll, isObject, isText, isTextOrNull, readIssue } from './answer-shapes.ts';

/** A status that a task can be given, as the data source has it. */
export interface StatusOption {
  id: string;
  name: string;
  /** Heading it stands under in Notion, such as “In progress”; empty when there is none. */
  group: string;
  color: string;
  defaultStatus: Issue['defaultStatus'];
  current: boolean;
}

/** A page as Markdown, with its properties apart. */
export interface PageDocument {
  key: string | null;
  title: string;
  url: string;
  properties: { name: string; value: string }[];
  markdown: string;
  /** The page is longer than what is given here. */
  truncated: boolean;
  readAt: string;
  editedAt: string;
}

/** A comment that was taken; `detail` says what became of it when it is not in Notion yet. */
export interface PostedComment {
  id: string;
  state: string;
  detail: string | null;
}

/** A data source in which tasks can be made. */
export interface TaskSource {
  id: string;
  name: string;
  /** Of its keys; null when it has none. */
  prefix: string | null;
}

/** The answer of GET /issues. */
export function readIssues(body: unknown): Issue[] | undefined {
  return readItems(body, readIssue);
}

/** The answer of GET /issues/{key}/statuses. */
export function readStatuses(body: unknown): StatusOption[] | undefined {
  return readItems(body, (item) =>
    isObject(item) && isText(item['id']) && isText(item['name'])
      ? ({ ...item, group: isText(item['group']) ? item['group'] : '' } as unknown as StatusOption)
      : undefined,
  );
}

/** The answer of GET /departments/{id}/sources. */
export function readSources(body: unknown): TaskSource[] | undefined {
  return readItems(body, (item) =>
    isObject(item) && isText(item['id']) && isText(item['name']) && isTextOrNull(item['prefix'])
      ? (item as unknown as TaskSource)
      : undefined,
  );
}

/** The answer of GET /issues/{key}/document. */
export function readDocument(body: unknown): PageDocument | undefined {
  return isObject(body) &&
    isText(body['title']) &&
    isText(body['url']) &&
    isText(body['markdown']) &&
    areAll(body['properties'], (item) => isObject(item) && isText(item['name']) && isText(item['value']))
    ? (body as unknown as PageDocument)
    : undefined;
}

/** The answer of POST /issues/{key}/comments. */
export function readComment(body: unknown): PostedComment | undefined {
  return isObject(body) && isText(body['id']) && isText(body['state']) ? (body as unknown as PostedComment) : undefined;
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
