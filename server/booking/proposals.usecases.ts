import type { z } from 'zod';
import {
  maxProposalDays,
  type leaveOut,
  type Proposal,
  type proposalQuery,
  type Proposals,
} from '../../shared/api/booking.ts';
import { ProblemError } from '../../shared/errors.ts';
import { dayBefore } from '../../shared/local-time.ts';
import { sourceDayId } from '../../shared/proposals.ts';
import { dayOf } from '../../shared/sessions.ts';
import { sliceSpans } from '../../shared/spans.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { recomputePerson } from '../heartbeats/sessions.usecases.ts';
import { proposedText, sourceOf } from './book.usecases.ts';
import { deleteLeftOut, insertBookings, lockPerson } from './booking.repository.ts';
import { readLedger, roundingOf, type LedgerDay, type TimedPerson } from './ledger.usecases.ts';
import { findSetting } from './settings.repository.ts';

/**
 * The person's coding time by day and task, and what of it is still to be logged. Time on branches without a task stands
 * apart: which task it belongs to is for the person to say.
 */
export async function readProposals(
  ctx: Ctx,
  person: TimedPerson,
  asked: z.output<typeof proposalQuery>,
): Promise<Proposals> {
  const to = asked.to ?? dayOf(ctx.clock.now().getTime(), person.timeZone);
  const from = asked.from ?? dayBefore(to, 6);
  if (from > to) throw new ProblemError('request.invalid', '"from" must not be after "to".', 'from');
  if (from <= dayBefore(to, maxProposalDays)) {
    throw new ProblemError('request.invalid', `At most ${maxProposalDays} days at once.`, 'from');
  }
  await recomputePerson(ctx.db, person.id);
  const { text } = await findSetting(ctx, person.id);
  const days = (await readLedger(ctx, person, { fromDay: from })).filter(({ day }) => day <= to);
  const items = days.filter(({ issue }) => issue !== undefined).map((day) => proposalOf(day, text));
  const unassigned = days.filter(({ issue }) => issue === undefined).map((day) => proposalOf(day, text));
  const sum = (list: readonly Proposal[], field: 'trackedSeconds' | 'unloggedSeconds' | 'proposedSeconds') =>
    list.reduce((total, one) => total + one[field], 0);
  return {
    from,
    to,
    items,
    unassigned,
    totals: {
      trackedSeconds: sum(items, 'trackedSeconds') + sum(unassigned, 'trackedSeconds'),
      unloggedSeconds: sum(items, 'unloggedSeconds'),
      proposedSeconds: sum(items, 'proposedSeconds'),
      unassignedSeconds: sum(unassigned, 'unloggedSeconds'),
    },
    rounding: await roundingOf(ctx),
  };
}

function proposalOf(one: LedgerDay, template: string): Proposal {
  const { day, source, issue, booked } = one;
  return {
    id: sourceDayId(day, source),
    day,
    source,
    issue: issue === undefined ? null : { id: issue.id, key: issue.projectKey, title: issue.title, url: issue.url },
    trackedSeconds: one.trackedSeconds,
    bookedSeconds: booked.bookedSeconds,
    byHandSeconds: one.byHandSeconds,
    leftOutSeconds: booked.leftOutSeconds,
    unloggedSeconds: one.unloggedSeconds,
    proposedSeconds: one.proposedSeconds,
    branches: one.branches.map(({ repository, branch, seconds }) => ({ repository, branch, seconds })),
    text: proposedText(one, template),
  };
}

/**
 * Leaves out what is not logged yet of a source and day, so that it is not proposed any more, or proposes it again.
 * @throws ProblemError proposal.not_found when nothing was tracked there.
 */
export async function leaveOutTracked(ctx: Ctx, person: TimedPerson, input: z.output<typeof leaveOut>): Promise<void> {
  const { day, isLeftOut } = input;
  const source = await sourceOf(ctx, input);
  await recomputePerson(ctx.db, person.id);
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await lockPerson(inside, person.id);
    const seconds = isLeftOut
      ? await takeOut(inside, person, day, source)
      : await deleteLeftOut(inside, person.id, day, source);
    if (seconds > 0) await audit(inside, isLeftOut ? 'time.left_out' : 'time.proposed_again', source, { day, seconds });
  });
}

async function takeOut(ctx: Ctx, person: TimedPerson, day: string, source: string): Promise<number> {
  const ledger = await readLedger(ctx, person, { fromDay: day });
  const one = ledger.find((some) => some.day === day && some.source === source);
  if (one === undefined) throw new ProblemError('proposal.not_found', `No coding time was tracked there on ${day}.`);
  const takenSeconds = one.unloggedSeconds;
  if (takenSeconds === 0) return 0;
  const row = {
    id: ctx.newId(),
    departmentId: ctx.department.id,
    personId: person.id,
    day,
    source,
    isLeftOut: true,
    takenSeconds,
    bookedSeconds: 0,
    createdAt: ctx.clock.now(),
  };
  await insertBookings(ctx, [{ row, spans: sliceSpans(one.free, 0, takenSeconds) }]);
  return takenSeconds;
}
