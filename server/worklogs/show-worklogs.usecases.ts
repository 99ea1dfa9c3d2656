import type { z } from 'zod';
import type { effectState, Worklog } from '../../shared/api/worklogs.ts';
import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { pageOfRows, readCursor, type Page } from '../database/cursor.ts';
import { listEffects, type EffectRow } from './effects.repository.ts';
import * as repository from './worklogs.repository.ts';
import type { WorklogFilter, WorklogView } from './worklogs.repository.ts';

type EffectShown = z.infer<typeof effectState>;

/** One page of worklogs, newest first. */
export async function listWorklogs(
  ctx: Ctx,
  filter: WorklogFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Worklog>> {
  const place = readCursor(cursor);
  const before = place === undefined ? undefined : { createdAt: place.at, id: place.id };
  const views = await repository.listWorklogs(ctx, filter, limit + 1, before);
  const page = pageOfRows(views, limit, ({ row }) => ({ at: row.createdAt, id: row.id }));
  return { ...page, items: await showWorklogs(ctx, page.items) };
}

/** Worklogs for an answer, each with how far its comment and its number are. */
export async function showWorklogs(ctx: Ctx, views: readonly WorklogView[]): Promise<Worklog[]> {
  const commentOf = ({ row }: WorklogView) => row.carriedBy ?? row.id;
  const issueIds = views.map(({ row }) => row.issueId);
  const { comments, timeSpents } = await listEffects(ctx, views.map(commentOf), issueIds);
  return views.map((view) =>
    worklogOf(view, shown(comments.get(commentOf(view))), timeSpentShown(view, timeSpents.get(view.row.issueId))),
  );
}

export async function showWorklog(ctx: Ctx, id: string): Promise<Worklog> {
  const view = await repository.findView(ctx, id);
  const [worklog] = view === undefined ? [] : await showWorklogs(ctx, [view]);
  if (worklog === undefined) throw new ProblemError('worklog.not_found');
  return worklog;
}

function worklogOf(view: WorklogView, comment: EffectShown, timeSpent: EffectShown): Worklog {
  const { row, key, personName, trackedOnKey, bookedByName } = view;
  return {
    id: row.id,
    key,
    issueId: row.issueId,
    person: { id: row.personId, name: personName },
    seconds: row.seconds,
    text: row.text,
    startedAt: row.startedAt?.toISOString() ?? null,
    day: row.day,
    origin: row.origin,
    trackedOn: row.trackedIssueId === null ? null : { id: row.trackedIssueId, key: trackedOnKey },
    bookedBy: row.bookedBy === null ? null : { id: row.bookedBy, name: bookedByName ?? '' },
    isAutomatic: row.isAutomatic,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    deletedAt: row.deletedAt?.toISOString() ?? null,
    state: worse(comment.state, timeSpent.state),
    comment,
    timeSpent,
  };
}

/** The number of a page is written for all its worklogs: for an older one it is done when it was in the last write. */
function timeSpentShown({ row }: WorklogView, effect: EffectRow | undefined): EffectShown {
  const isIncluded = effect !== undefined && effect.delivered >= row.timeSpentVersion;
  return isIncluded && effect.state !== 'done' ? { ...nothingOwed, state: 'done' } : shown(effect);
}

const nothingOwed: EffectShown = { state: 'none', code: null, detail: null, attempts: 0, nextAttemptAt: null };

function shown(effect: EffectRow | undefined): EffectShown {
  if (effect === undefined) return nothingOwed;
  const { state, code, detail, attempts } = effect;
  const nextAttemptAt = state === 'pending' || state === 'blocked' ? effect.nextAttemptAt.toISOString() : null;
  return {
    state,
    code,
    detail: state === 'held' ? 'Waits until it adds up to 18 seconds.' : detail,
    attempts,
    nextAttemptAt,
  };
}

function worse(a: EffectShown['state'], b: EffectShown['state']): Worklog['state'] {
  for (const state of ['needs_review', 'blocked'] as const) if (a === state || b === state) return state;
  return [a, b].every((state) => state === 'done' || state === 'none') ? 'done' : 'pending';
}
