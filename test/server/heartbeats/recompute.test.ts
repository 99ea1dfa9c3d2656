import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recomputeDirty } from '../../../server/heartbeats/heartbeats.jobs.ts';
import { codingIntervals } from '../../../shared/sessions.ts';
import { runs } from '../../support/effort.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { slowServer, somebodyWaits } from './slow-server.ts';
import { countHeartbeats, readIntervals } from './stored.ts';
import { beatAt, beatsAt, idOf, secondsOf, send, timeOf, type Beat } from './support.ts';

interface Piece {
  repository: string;
  branch: string | null;
  startMs: number;
  endMs: number;
}

/** Pieces of the same branch that touch are one: how they were stored makes no difference. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const { repository, branch, startMs, endMs } of pieces) {
    const last = result.at(-1);
    if (last?.endMs === startMs && last.branch === branch && last.repository === repository) last.endMs = endMs;
    else result.push({ repository, branch, startMs, endMs });
  }
  return result;
}

/** Coding time of all heartbeats, from scratch. */
function fromScratch(beats: readonly Beat[]): Piece[] {
  const timed = beats
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((beat) => ({ ...beat, atMs: Date.parse(beat.at) }));
  const intervals = codingIntervals(timed, { timeoutSeconds: 900 });
  return joined(intervals.map(({ beat, startMs, endMs }) => ({ ...beat, startMs, endMs })));
}

async function stored(server: TestServer, personId: string): Promise<Piece[]> {
  const mine = (await readIntervals(server)).filter((interval) => interval.personId === personId);
  return joined(mine);
}

describe('coding time that is kept', () => {
  const server = useTestServer();
  const startMs = Date.parse('2026-02-27T18:00:00Z');
  const branch = fc.constantFrom('NT-42', 'NT-43', 'main', null);
  const repository = fc.constantFrom('git.example.com/acme/shop', 'git.example.com/acme/site');
  // Minutes, seconds and milliseconds apart; three UTC midnights are inside.
  const at = fc.oneof(
    fc.nat({ max: 54 * 60 }).map((minute) => minute * 60_000),
    fc.nat({ max: 54 * 3_600_000 }),
  );
  const beat = fc.record({ at, branch, repository });
  const dense = fc
    .tuple(fc.nat({ max: 53 * 60 }), fc.array(fc.record({ at: fc.nat({ max: 90 }), branch, repository })))
    .map(([start, beats]) => beats.map((one) => ({ ...one, at: (start + one.at) * 60_000 })));
  const history = fc.tuple(fc.array(beat, { maxLength: 60 }), dense).map((parts) => parts.flat());

  it('is what all heartbeats give from scratch, in whatever order and however often they come', async () => {
    const { addDeveloper } = server();
    let people = 0;
    await fc.assert(
      fc.asyncProperty(
        history.chain((beats) =>
          fc.record({
            beats: fc.constant(beats),
            order: fc.shuffledSubarray(
              beats.flatMap((_, index) => [index, index]),
              { minLength: beats.length * 2 },
            ),
            cuts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
            readsBetween: fc.boolean(),
          }),
        ),
        async ({ beats, order, cuts, readsBetween }) => {
          people += 1;
          const person = await addDeveloper(`Developer ${people}`);
          const sent = beats.map((one, index) => ({
            ...beatAt(startMs + one.at, one.branch, { repository: one.repository }),
            id: idOf(people * 100_000 + index),
          }));
          const arriving = order.flatMap((index) => sent[index] ?? []);
          for (let from = 0, turn = 0; from < arriving.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            await send(server(), arriving.slice(from, from + size), person.token);
            if (readsBetween) await secondsOf(server(), { token: person.token });
            from += size;
          }
          const totals = [];
          for (const groupBy of ['issue', 'day', 'branch'] as const) {
            const { items, totalSeconds } = await timeOf(server(), { groupBy, token: person.token });
            expect(items.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(totalSeconds);
            totals.push(totalSeconds);
          }
          const expected = fromScratch(sent);
          expect(await stored(server(), person.id)).toEqual(expected);
          const seconds = expected.reduce(
            (sum, piece) => sum + Math.floor(piece.endMs / 1000) - Math.floor(piece.startMs / 1000),
            0,
          );
          expect(new Set(totals)).toEqual(new Set([seconds]));
        },
      ),
      { numRuns: runs(15) },
    );
  });

  it('is computed without being asked for, too', async () => {
    await send(server(), beatsAt('2026-03-01T23:50:00Z', [0, 15], 'NT-42'));
    expect(await readIntervals(server())).toEqual([]);
    await recomputeDirty(server().services);
    expect(await readIntervals(server())).toMatchObject([
      { branch: 'NT-42', endMs: Date.parse('2026-03-02T00:05:00Z') },
    ]);
  });

  it('is computed for everybody in one turn, also when the days of somebody cannot be', async () => {
    const { addDeveloper, services } = server();
    const people = await Promise.all(Array.from({ length: 60 }, (_, index) => addDeveloper(`Developer ${index}`)));
    for (const { token } of people) await send(server(), beatsAt('2026-03-01T12:00:00Z', [0, 5]), token);
    const [broken] = people.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1));
    await services.db.execute(sql`insert into dirty_day (person_id, day) values (${broken}, 'infinity')`);
    await recomputeDirty(services);
    const computed = (await readIntervals(server())).map(({ personId }) => personId);
    expect(new Set(computed)).toEqual(new Set(people.flatMap(({ id }) => (id === broken ? [] : id))));
  });

  it('of three weeks offline is stored and counted', async () => {
    const { clock } = server();
    clock.set('2026-03-23T09:00:00Z');
    const beats: Beat[] = [];
    for (let day = 2; day < 23; day += 1) {
      const start = `2026-03-${String(day).padStart(2, '0')}T08:00:00Z`;
      beats.push(
        ...beatsAt(
          start,
          Array.from({ length: 101 }, (_, index) => index * 2),
          `NT-${day % 3}`,
        ),
      );
    }
    await send(server(), beats.toReversed());
    expect(await countHeartbeats(server())).toBe(21 * 101);
    expect(await secondsOf(server())).toBe(21 * 200 * 60);
    const { items } = await timeOf(server(), { groupBy: 'day' });
    expect(items.map(({ seconds }) => seconds)).toEqual(Array.from({ length: 21 }, () => 200 * 60));
  });

  it('of a day with very many changes of branch is stored too', async () => {
    const start = Date.parse('2026-03-01T00:00:00Z');
    const beats = Array.from({ length: 12_000 }, (_, index) => beatAt(start + index * 1000, `branch-${index % 7}`));
    await send(server(), beats);
    expect(await secondsOf(server())).toBe(11_999);
    expect(await readIntervals(server())).toHaveLength(11_999);
  });

  it('waits for heartbeats that are being stored at that moment', async () => {
    const { send: sendSlowly, worked, commit } = slowServer(server());
    await send(server(), beatsAt('2026-03-01T20:00:00Z', [0, 5]));
    const storing = sendSlowly(beatsAt('2026-03-01T20:10:00Z', [0]));
    await worked;
    const reading = secondsOf(server());
    await Promise.race([reading, somebodyWaits(server())]);
    commit();
    await Promise.all([storing, reading]);
    expect(await secondsOf(server())).toBe(600);
  });

  it('loses nothing when heartbeats come in while it is read and computed', async () => {
    const beats = beatsAt(
      '2026-03-01T20:00:00Z',
      Array.from({ length: 480 }, (_, index) => index),
      'NT-42',
    );
    const batches = Array.from({ length: 60 }, (_, index) => beats.filter((_beat, place) => place % 60 === index));
    for (let from = 0; from < batches.length; from += 6) {
      await Promise.all([
        ...batches.slice(from, from + 6).map((batch) => send(server(), batch)),
        ...batches.slice(from, from + 6).map(() => secondsOf(server())),
        recomputeDirty(server().services),
        recomputeDirty(server().services),
      ]);
    }
    expect(await countHeartbeats(server())).toBe(480);
    expect(await secondsOf(server())).toBe(479 * 60);
  });
});
