import { isDeepStrictEqual } from 'node:util';
import type { StatusDecision } from '../../shared/status.ts';
import type { MappedPage } from '../notion/page.ts';
import type { IssueRow } from './issues.repository.ts';

/** A status as its source names and understands it now. */
export type UnderstoodStatus = { status: string | null } & Pick<StatusDecision, 'defaultStatus' | 'rule'>;

/** What a page means depends on its source. */
export interface PageMeaning {
  sourceId: string;
  /** Prefix of the keys, as Notion shows them or as the department set it. */
  keyPrefix: string;
  understand: (optionId: string | null, name: string | null) => UnderstoodStatus;
}

/** What an issue says. Two readings with the same content are no change. */
export function contentOf(page: MappedPage, { sourceId, keyPrefix, understand }: PageMeaning) {
  const [primary] = page.people;
  const { status, defaultStatus, rule } = understand(page.statusOptionId, page.status);
  return {
    sourceId,
    projectKey: page.number === null ? null : `${keyPrefix}-${page.number}`,
    number: page.number,
    title: page.title,
    statusOptionId: page.statusOptionId,
    status,
    defaultStatus,
    statusRule: rule,
    assignee: primary === undefined ? null : (primary.email ?? primary.userId),
    assignees: page.people,
    priority: page.priority,
    originalTimeEstimate: page.estimateSeconds,
    spentHours: page.spentHours,
    url: page.url,
    warnings: page.warnings,
    state: stateOf(page),
  };
}

type Content = ReturnType<typeof contentOf>;

function stateOf(page: MappedPage): IssueRow['state'] {
  if (page.trashed) return 'trashed';
  return page.archived ? 'archived' : 'active';
}

const contentFields: Record<keyof Content, true> = {
  sourceId: true,
  projectKey: true,
  number: true,
  title: true,
  statusOptionId: true,
  status: true,
  defaultStatus: true,
  statusRule: true,
  assignee: true,
  assignees: true,
  priority: true,
  originalTimeEstimate: true,
  spentHours: true,
  url: true,
  warnings: true,
  state: true,
};

/** Compares what two versions of an issue say, and not when or how they were stored. */
export function sameContent(left: Content, right: Content): boolean {
  const fields = Object.keys(contentFields) as (keyof Content)[];
  return fields.every((field) => isDeepStrictEqual(left[field], right[field]));
}
