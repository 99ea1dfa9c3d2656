import { maxGroups, type Totals } from '../../shared/api/worklog-lists.ts';
import type { Ctx } from '../context.ts';
import * as repository from './worklog-totals.repository.ts';
import type { WorklogFilter } from './worklogs.repository.ts';

type Item = Totals['items'][number];
type GroupBy = 'issue' | 'person' | 'day';

interface Group {
  item: Item;
  groups: number;
  allSeconds: number;
  allCount: number;
}

/** What worklogs add up to, by task, person or day. */
export async function readTotals(
  ctx: Ctx,
  filter: WorklogFilter,
  groupBy: GroupBy,
  most: number = maxGroups,
): Promise<Totals> {
  const found = await readers[groupBy](ctx, filter, most);
  const items = found.map(({ item }) => item);
  const { groups, allSeconds, allCount } = found[0] ?? { groups: 0, allSeconds: 0, allCount: 0 };
  const shown = (field: 'seconds' | 'count') => items.reduce((total, item) => total + item[field], 0);
  return {
    items,
    others: {
      groups: groups - items.length,
      seconds: allSeconds - shown('seconds'),
      count: allCount - shown('count'),
    },
    totalSeconds: allSeconds,
    count: allCount,
  };
}

const readers: Record<GroupBy, (ctx: Ctx, filter: WorklogFilter, most: number) => Promise<Group[]>> = {
  issue: async (ctx, filter, most) =>
    (await repository.sumByIssue(ctx, filter, most)).map(({ id, key, title, ...sums }) =>
      groupOf({ issue: { id, key, title } }, sums),
    ),
  person: async (ctx, filter, most) =>
    (await repository.sumByPerson(ctx, filter, most)).map(({ id, name, ...sums }) =>
      groupOf({ person: { id, name } }, sums),
    ),
  day: async (ctx, filter, most) =>
    (await repository.sumByDay(ctx, filter, most)).map(({ day, ...sums }) => groupOf({ day }, sums)),
};

function groupOf(
  name: Partial<Item>,
  { seconds, count, ...all }: Omit<Group, 'item'> & Pick<Item, 'seconds' | 'count'>,
): Group {
  return { item: { issue: null, person: null, day: null, ...name, seconds, count }, ...all };
}
