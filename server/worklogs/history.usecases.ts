import { historyEvent, type HistoryEntry, type WorklogAttention } from '../../shared/api/worklog-history.ts';
import { isProblemCode, problems } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { countStuck, listAudit, namesOf, type AuditRow } from './history.repository.ts';
import type { WorklogRow } from './worklogs.repository.ts';
import { findMineOrDeleted } from './worklogs.usecases.ts';

/** More than a worklog has in years; what is over it is left out at the end. */
const maxEntries = 500;

const person = 'person:';
const named: Readonly<Record<string, HistoryEntry['event']>> = { added: 'booked' };

/**
 * All that happened to a worklog, oldest first: booked and changed by whom, and each attempt of its comment and of its
 * page's number with what came of it. Also of one that was taken back.
 * @throws ProblemError worklog.not_found also for a worklog of somebody else, unless the caller is an administrator.
 */
export async function worklogHistory(ctx: Ctx, id: string): Promise<{ items: HistoryEntry[] }> {
  const { row } = await findMineOrDeleted(ctx, id);
  const own = await listAudit(ctx, subjectsOf(row), 'worklog.', row.createdAt, maxEntries);
  const all = [...own, ...(await numberAttempts(ctx, row, own))].toSorted(byTime).slice(0, maxEntries);
  const people = new Set(all.flatMap(({ actor }) => personIdOf(actor) ?? []));
  const names = await namesOf(ctx, [...people]);
  return { items: all.flatMap((entry) => entryOf(entry, names) ?? []) };
}

/** The comment may be that of the worklog which carries this one. */
function subjectsOf({ id, carriedBy }: WorklogRow): string[] {
  return carriedBy === null ? [id] : [id, carriedBy];
}

/**
 * The number of a page is written for all its worklogs. Of interest here is each attempt from when this worklog was
 * booked or changed until the number had that.
 */
async function numberAttempts(ctx: Ctx, row: WorklogRow, own: readonly AuditRow[]): Promise<AuditRow[]> {
  const found = new Map<string, AuditRow>();
  for (const { at, detail, id } of own) {
    const version = detail['timeSpentVersion'];
    if (typeof version !== 'number') continue;
    for (const attempt of await listAudit(ctx, [row.issueId], 'worklog.time_spent.', at, maxEntries)) {
      if (attempt.at.getTime() === at.getTime() && attempt.id < id) continue;
      found.set(attempt.id, attempt);
      if (isDone(attempt, version)) break;
    }
  }
  return [...found.values()];
}

function isDone({ action, detail }: AuditRow, version: number): boolean {
  return action.endsWith('.done') && typeof detail['version'] === 'number' && detail['version'] >= version;
}

function byTime(one: AuditRow, other: AuditRow): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1);
}

function entryOf({ at, action, actor, detail }: AuditRow, names: ReadonlyMap<string, string>): HistoryEntry | null {
  const [, about = '', step] = action.split('.');
  const event = historyEvent.safeParse(step ?? named[about] ?? about);
  // A newer server may have written something else.
  if (!event.success) return null;
  const personId = personIdOf(actor);
  const booked = step === undefined ? bookedOf(detail) : { seconds: null, text: null };
  return {
    at: at.toISOString(),
    about: about === 'comment' || about === 'time_spent' ? about : 'worklog',
    event: event.data,
    by: personId === undefined ? null : { id: personId, name: names.get(personId) ?? null },
    attempt: numberOf(detail['attempt']),
    code: textOf(detail['code']),
    detail: textOf(detail['detail']) ?? textOf(detail['comment']),
    ...booked,
  };
}

function bookedOf(detail: Record<string, unknown>): Pick<HistoryEntry, 'seconds' | 'text'> {
  const { after } = detail;
  const now = typeof after === 'object' && after !== null ? { ...after } : detail;
  return { seconds: numberOf(Reflect.get(now, 'seconds')), text: textOf(Reflect.get(now, 'text')) };
}

function personIdOf(actor: string): string | undefined {
  return actor.startsWith(person) ? actor.slice(person.length) : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** What has to be done about a comment that only a person can find. */
const lookForIt = {
  title: 'Whether the comment is in Notion is not known',
  fix: 'Look at the comments of the page in Notion, the resolved ones too. If it is there, say “It is there”; if not, have it posted again.',
};

/** How many worklogs wait for a person, and what each of them needs: those of one person, or of the department. */
export async function worklogsNeedingAttention(ctx: Ctx, personId: string | undefined): Promise<WorklogAttention> {
  const stuck = await countStuck(ctx, personId);
  const countOf = (state: string) => new Set(stuck.flatMap((one) => (one.state === state ? one.ids : []))).size;
  return {
    blocked: countOf('blocked'),
    needsReview: countOf('needs_review'),
    items: stuck.map(({ state, kind, code, ids }) => {
      const { title, fix } = isProblemCode(code) ? problems[code] : lookForIt;
      return { state, about: kind, code, count: ids.length, title, fix };
    }),
  };
}
