import { mapStatus, groupOf, type DefaultStatus } from '../../../shared/status.ts';
import type { PageRecord, PropertyRecord } from '../../../server/demo/workspace/records.ts';
import type { Workspace } from '../../../server/demo/workspace/workspace.ts';

const minuteMs = 60_000;

/** Columns by what they mean. Ids, so that a test may rename them. */
export type Columns = Partial<Record<'status' | 'people' | 'priority' | 'estimate' | 'spent' | 'number', string>>;

const guide = {
  status: [['status'], ['status', 'select']],
  people: [['assignee', 'owner', 'responsible'], ['people']],
  priority: [['priority'], ['select']],
  estimate: [['estimate', 'time estimate'], ['number']],
  spent: [['time spent'], ['number']],
} as const;

/** Finds the columns as the guide says: by name whatever its case, of the right type. */
export function columnsOf(workspace: Workspace, dataSourceId: string): Columns {
  const { properties } = workspace.dataSource(dataSourceId);
  const find = (names: readonly string[], types: readonly string[]) =>
    types.flatMap((type) =>
      names.flatMap((name) => properties.filter((one) => one.type === type && one.name.trim().toLowerCase() === name)),
    )[0]?.id;
  const found = Object.entries(guide).map(([role, [names, types]]) => [role, find(names, types)] as const);
  const number = properties.find(({ type }) => type === 'unique_id')?.id;
  return Object.fromEntries([...found, ['number', number] as const].filter(([, id]) => id !== undefined));
}

export interface TruthOptions {
  /** Prefix of keys where Notion shows none. */
  prefix?: string;
  columns?: Columns;
  overrides?: Record<string, DefaultStatus>;
  emails?: boolean;
}

/** What an issue of this row must look like, told by the workspace and not by what was read from it. */
export function truthOf(workspace: Workspace, dataSourceId: string, options: TruthOptions = {}) {
  const dataSource = workspace.dataSource(dataSourceId);
  const columns = options.columns ?? columnsOf(workspace, dataSourceId);
  const cell = (page: PageRecord, role: keyof Columns) =>
    columns[role] === undefined || !dataSource.properties.some(({ id }) => id === columns[role])
      ? null
      : workspace.value(page.id, columns[role]);
  return workspace
    .rows(dataSourceId)
    .flatMap((pageId) => workspace.page(pageId) ?? [])
    .map((page) => {
      const number = cell(page, 'number') as number | null;
      const hours = cell(page, 'estimate') as number | null;
      const people = ((cell(page, 'people') ?? []) as readonly string[]).map((id) => personOf(workspace, id, options));
      const prefix = prefixOf(dataSource.properties) ?? options.prefix ?? 'NT';
      return {
        pageId: page.id,
        live: !page.inTrash && !page.isArchived && !page.restricted,
        projectKey: number === null ? null : `${prefix}-${number}`,
        number,
        title: titleOf(workspace, page, dataSource.properties),
        ...statusOf(dataSource.properties, columns, cell(page, 'status') as string | null, options),
        assignee: people[0] === undefined ? null : (people[0].email ?? people[0].userId),
        assignees: people,
        priority: cell(page, 'priority') as string | null,
        originalTimeEstimate: hours === null || hours < 0 ? null : Math.round(hours * 3600),
        spentHours: cell(page, 'spent') as number | null,
        notionCreatedAt: floored(page.createdAtMs),
        notionEditedAt: floored(page.editedAtMs),
      };
    });
}

function titleOf(workspace: Workspace, page: PageRecord, properties: readonly PropertyRecord[]): string {
  const value = workspace.value(page.id, properties.find(({ type }) => type === 'title')?.name ?? '');
  return typeof value === 'string' ? value : '';
}

function prefixOf(properties: readonly PropertyRecord[]): string | undefined {
  const property = properties.find((one) => one.type === 'unique_id');
  return property?.type === 'unique_id' && property.prefix !== '' ? (property.prefix ?? undefined) : undefined;
}

function personOf(workspace: Workspace, userId: string, { emails = true }: TruthOptions) {
  const user = workspace.snapshot().users.find(({ id }) => id === userId);
  if (user === undefined || user.deactivated) return { userId, name: null, email: null };
  return { userId, name: user.name, email: emails && user.type === 'person' ? user.email : null };
}

function statusOf(
  properties: readonly PropertyRecord[],
  columns: Columns,
  name: string | null,
  { overrides = {} }: TruthOptions,
): { status: string | null; statusOptionId: string | null; defaultStatus: DefaultStatus } {
  const property = properties.find(({ id }) => id === columns.status);
  const options = property !== undefined && 'options' in property ? property.options : [];
  const optionId = options.find((option) => option.name === name)?.id ?? null;
  const groups = property?.type === 'status' ? property.groups : [];
  const named = groups.map((group) => ({ name: group.name, option_ids: group.optionIds }));
  const { defaultStatus } = mapStatus({ optionId, name, group: groupOf(named, optionId) }, { overrides });
  return { status: name, statusOptionId: optionId, defaultStatus };
}

function floored(timeMs: number): Date {
  return new Date(Math.floor(timeMs / minuteMs) * minuteMs);
}
