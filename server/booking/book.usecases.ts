import type { z } from 'zod';
import type { newBooking } from '../../shared/api/booking.ts';
import { maxWorklogSeconds, type Worklog } from '../../shared/api/worklogs.ts';
import { textByTemplate } from '../../shared/branch-words.ts';
import { formatDuration } from '../../shared/duration.ts';
import { ProblemError } from '../../shared/errors.ts';
import { allot } from '../../shared/proposals.ts';
import { lengthOf, type Span } from '../../shared/spans.ts';
import { cleanWorklogText } from '../../shared/worklog-text.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { recomputePerson } from '../heartbeats/sessions.usecases.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import { showWorklog } from '../worklogs/show-worklogs.usecases.ts';
import { findAnywhere } from '../worklogs/worklogs.repository.ts';
import { storeWorklog, worklogRow } from '../worklogs/worklogs.usecases.ts';
import { insertBookings, lockPerson } from './booking.repository.ts';
import { readLedger, type LedgerDay, type TimedPerson } from './ledger.usecases.ts';
import { findSetting } from './settings.repository.ts';

/** One worklog to be made of tracked time. */
export interface Part {
  id: string;
  issueId: string;
  /** All that is left when it is not given. */
  seconds: number | undefined;
  /** By the person's template when it is not given. */
  text: string | undefined;
}

/**
 * Books tracked time of the person: on its task, or in parts on tasks that each part names. That it is still to be booked
 * is looked at in the transaction that books it, one at a time for a person, so that no second is booked twice however many
 * windows ask at once. The same ids with the same content again change nothing and answer what is there.
 * @throws ProblemError proposal.not_found, proposal.exceeded, issue.not_found, issue.ambiguous, worklog.id_conflict
 */
export async function bookTracked(
  ctx: Ctx,
  person: TimedPerson,
  input: z.output<typeof newBooking>,
): Promise<{ worklogs: Worklog[]; created: boolean }> {
  const { day } = input;
  const source = await sourceOf(ctx, input);
  const parts = await partsOf(ctx, source, input);
  await recomputePerson(ctx.db, person.id);
  const created = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await lockPerson(inside, person.id);
    if (await isBookedAlready(inside, parts))
      return storeParts(inside, person, { day, source, parts, from: undefined });
    const from = (await readLedger(inside, person, { fromDay: day })).find(
      (one) => one.day === day && one.source === source,
    );
    if (from === undefined) throw new ProblemError('proposal.not_found', `No coding time was tracked there on ${day}.`);
    return storeParts(inside, person, { day, source, parts, from });
  });
  return { worklogs: await Promise.all(parts.map(({ id }) => showWorklog(ctx, id))), created };
}

/** What the tracked time is named by: the id of its task, or what a proposal without one says. */
export async function sourceOf(ctx: Ctx, { key, source }: { key?: string | undefined; source?: string | undefined }) {
  return source ?? (await findIssue(ctx, key ?? '', 'key')).id;
}

async function partsOf(ctx: Ctx, source: string, { id, seconds, text, parts }: z.output<typeof newBooking>) {
  if (parts === undefined) return [{ id: id ?? '', issueId: source, seconds, text }];
  const found: Part[] = [];
  for (const [index, part] of parts.entries()) {
    const issue = await findIssue(ctx, part.key, `parts.${index}.key`);
    found.push({ id: part.id, issueId: issue.id, seconds: part.seconds, text: part.text });
  }
  return found;
}

/**
 * True when the request was carried out before: then all of its worklogs are there. Their content is compared later.
 * @throws ProblemError worklog.id_conflict when some are there and some are not.
 */
async function isBookedAlready(ctx: Ctx, parts: readonly Part[]): Promise<boolean> {
  let known = 0;
  for (const { id } of parts) if ((await findAnywhere(ctx.db, id)) !== undefined) known += 1;
  if (known > 0 && known < parts.length) throw new ProblemError('worklog.id_conflict', undefined, 'parts');
  return known > 0;
}

interface Taking {
  day: string;
  source: string;
  parts: readonly Part[];
  /** Undefined when the worklogs are there already. */
  from: LedgerDay | undefined;
  isAutomatic?: boolean;
}

/**
 * Makes the worklogs, in a transaction under the lock of the person. Issues are locked in the order of their ids, so that two
 * bookings wait instead of deadlocking.
 * @throws ProblemError proposal.exceeded when more is asked for than is left.
 */
export async function storeParts(ctx: Ctx, person: TimedPerson, taking: Taking): Promise<boolean> {
  const { day, source, from, isAutomatic = false } = taking;
  const proposed = from?.proposedSeconds ?? 0;
  const amounts = taking.parts.map(({ seconds }) => seconds ?? Math.min(proposed, maxWorklogSeconds));
  if (from !== undefined) refuseMoreThanLeft(from, amounts);
  const spans = from === undefined ? [] : allot(from, proposed, amounts);
  const setting = await findSetting(ctx, person.id);
  const made = taking.parts.map((part, index) => {
    const { id, issueId } = part;
    const text = cleanWorklogText(part.text ?? (from === undefined ? '' : proposedText(from, setting.text)));
    const some = spans[index] ?? [];
    const startedAt = new Date(((some[0] ?? from?.free[0])?.from ?? 0) * 1000);
    const content = { id, personId: person.id, issueId, seconds: amounts[index] ?? 0, text, startedAt, day };
    const kind = { origin: 'coding_time' as const, trackedIssueId: from?.issue?.id ?? null, isAutomatic };
    // What was asked for, and not what came of it: a repetition finds less left than the first time.
    const request = ['coding_time', day, source, issueId, part.seconds ?? null, part.text ?? null];
    return { row: worklogRow(ctx, { ...content, ...kind }, request), spans: some };
  });
  let created = false;
  for (const { row } of made.toSorted((a, b) => (a.row.issueId < b.row.issueId ? -1 : 1))) {
    created = (await storeWorklog(ctx, row)) || created;
  }
  if (created)
    await insertBookings(
      ctx,
      made.map(({ row, spans: some }) => bookingOf(row, source, some)),
    );
  return created;
}

/** What a worklog for a source and day says when nothing else is given. */
export function proposedText({ branches, issue }: LedgerDay, template: string): string {
  const names = branches.flatMap(({ branch }) => branch ?? []);
  return textByTemplate(template, { branches: names, key: issue?.projectKey ?? null, title: issue?.title ?? '' });
}

function refuseMoreThanLeft({ proposedSeconds: left }: LedgerDay, amounts: readonly number[]): void {
  const wanted = amounts.reduce((total, seconds) => total + seconds, 0);
  if (wanted > 0 && wanted <= left) return;
  const detail =
    left === 0
      ? 'All of this tracked time is logged, booked or left out already.'
      : `Only ${spelled(left)} of this tracked time are left to book, and ${spelled(wanted)} were asked for.`;
  throw new ProblemError('proposal.exceeded', detail, 'seconds');
}

function spelled(seconds: number): string {
  return seconds % 60 === 0 ? formatDuration(seconds) : `${formatDuration(seconds)} ${seconds % 60} s`;
}

function bookingOf(row: ReturnType<typeof worklogRow>, source: string, spans: readonly Span[]) {
  const { id, departmentId, personId, day, seconds: bookedSeconds, createdAt } = row;
  const takenSeconds = lengthOf(spans);
  return {
    row: { id, departmentId, personId, day, source, isLeftOut: false, takenSeconds, bookedSeconds, createdAt },
    spans,
  };
}
