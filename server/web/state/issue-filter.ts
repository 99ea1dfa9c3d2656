import type { DefaultStatus } from '../../../shared/status.ts';
import { readDefaultStatus } from './statuses.ts';

/** Which tasks are shown. The same names stand in the address of the page. */
export interface IssueFilter {
  search: string;
  defaultStatus: DefaultStatus | undefined;
  /** Only tasks assigned to the person who looks. */
  mine: boolean;
}

/** Longest search text the server takes. */
const longestSearch = 200;

/** Reads the filter from the address, whatever somebody made of it. */
export function issueFilterOf(params: Readonly<Record<string, string>>): IssueFilter {
  return {
    search: (params['search'] ?? '').slice(0, longestSearch),
    defaultStatus: readDefaultStatus(params['status']),
    mine: params['mine'] === '1',
  };
}

/** The filter as it stands in the address. */
export function issueParamsOf({ search, defaultStatus, mine }: IssueFilter): Record<string, string | undefined> {
  return { search, status: defaultStatus, mine: mine ? '1' : undefined };
}

/** The filter as the API takes it. */
export function issueQueryOf({ search, defaultStatus, mine }: IssueFilter): Record<string, string | undefined> {
  return { search: search.trim(), defaultStatus, assignee: mine ? 'me' : undefined };
}

export function isFiltered({ search, defaultStatus, mine }: IssueFilter): boolean {
  return search.trim() !== '' || defaultStatus !== undefined || mine;
}
