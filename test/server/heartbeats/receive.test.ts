import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeartbeatResults } from '../../../shared/api/heartbeats.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { secondServer } from './slow-server.ts';
import { countHeartbeats, readHeartbeat } from './stored.ts';
import { beatAt, beatsAt, idOf, secondsOf, send } from './support.ts';

const statuses = (results: HeartbeatResults['results']): string[] => results.map(({ status }) => status);

describe('heartbeats that arrive', () => {
  const server = useTestServer();

  it('each gets its own answer, in the order they were sent', async () => {
    const at = server().clock.now();
    const beats = [beatAt(at), beatAt(at, null), { ...beatAt(at), repository: '' }, 'nothing', beatAt(at)];
    const results = await send(server(), beats);
    expect(statuses(results)).toEqual(['stored', 'stored', 'rejected', 'rejected', 'stored']);
    expect(results.map(({ id }) => id)).toEqual(beats.map((beat) => (typeof beat === 'string' ? null : beat.id)));
    expect(await countHeartbeats(server())).toBe(3);
  });

  it('one invalid among 100: 99 are stored and one is rejected with a reason that names the field', async () => {
    const at = server().clock.now().getTime();
    const beats: unknown[] = Array.from({ length: 100 }, (_, index) => beatAt(at - index * secondMs));
    beats[41] = { ...beatAt(at), branch: 42 };
    const results = await send(server(), beats);
    expect(results.filter(({ status }) => status === 'stored')).toHaveLength(99);
    expect(results[41]).toMatchObject({ status: 'rejected', reason: /^branch: / });
    expect(await countHeartbeats(server())).toBe(99);
  });

  it('more than 100 in one request are refused as a whole', async () => {
    const beats = Array.from({ length: 101 }, () => beatAt(server().clock.now()));
    const { status, body } = await server().call<{ code: string; field: string }>('POST', '/heartbeats', {
      heartbeats: beats,
    });
    expect([status, body.code, body.field]).toEqual([400, 'request.invalid', 'heartbeats']);
    expect(await countHeartbeats(server())).toBe(0);
  });

  it('none in a request is answered with none', async () => {
    const { status, body } = await server().call('POST', '/heartbeats', { heartbeats: [] });
    expect([status, body]).toEqual([200, { results: [] }]);
  });

  it.each([
    ['id', 'not an id'],
    ['id', undefined],
    ['at', 'yesterday'],
    ['at', '2026-03-02 09:00'],
    ['at', '2026-02-30T09:00:00Z'],
    ['at', '2026-03-02T25:00:00Z'],
    ['at', 1_772_442_000],
    ['repository', ''],
    ['repository', 'x'.repeat(501)],
    ['branch', undefined],
    ['branch', 'x'.repeat(501)],
    ['branch', 'nul \u0000 in it'],
    ['branch', 'half a letter \ud83d'],
    ['entity', ''],
    ['entity', 'escape \u001b[31m'],
    ['language', 'x'.repeat(101)],
    ['category', 'sleeping'],
    ['isWrite', 'yes'],
    ['editor', ''],
    ['editor', '  '],
    ['editor', 'x'.repeat(51)],
    ['editor', 'two\nlines'],
    ['editor', 7],
  ])('%s %j is rejected by name and spoils nothing else', async (field, value) => {
    const good = beatAt(server().clock.now());
    const results = await send(server(), [good, { ...beatAt(server().clock.now()), [field]: value }]);
    expect(statuses(results)).toEqual(['stored', 'rejected']);
    expect(results[1]?.reason).toMatch(new RegExp(`^${field}: .+`));
    expect(await countHeartbeats(server())).toBe(1);
  });

  it('a field nobody knows is rejected by name, in few words', async () => {
    const [result] = await send(server(), [{ ...beatAt(server().clock.now()), ['x'.repeat(5000)]: 1 }]);
    expect(result?.status).toBe('rejected');
    expect(result?.reason?.length).toBeLessThan(400);
  });

  it('whatever is sent is answered, never with a failure of the server', async () => {
    const unit = fc.constantFrom('a', 'é', '😀', ' ', '\n', '\u0000', '\u001b', '\ud83d', '\ude00', '\\', '"', '%');
    const text = fc.string({ unit, maxLength: 6 });
    const anyBeat = fc.record(
      {
        id: fc.uuid(),
        at: fc.constant(server().clock.now().toISOString()),
        repository: text,
        branch: fc.oneof(text, fc.constant(null)),
        entity: text,
        language: text,
      },
      { requiredKeys: ['id', 'at', 'repository', 'branch', 'entity'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(anyBeat, fc.jsonValue()), { maxLength: 20 }), async (items) => {
        const { status, body } = await server().call<HeartbeatResults>('POST', '/heartbeats', { heartbeats: items });
        expect(status).toBe(200);
        expect(body.results).toHaveLength(items.length);
        for (const result of body.results) if (result.status === 'rejected') expect(result.reason).toMatch(/^\w+: ./u);
      }),
      { numRuns: 100 },
    );
  });

  it('without the person’s token nothing is stored', async () => {
    const body = { heartbeats: [beatAt(server().clock.now())] };
    expect((await server().call('POST', '/heartbeats', body, null)).status).toBe(401);
    expect(await countHeartbeats(server())).toBe(0);
  });
});

describe('heartbeats that arrive again', () => {
  const server = useTestServer();

  it('are answered as duplicates and stored once, whatever is different in them', async () => {
    const at = server().clock.now();
    const beats = beatsAt(at, [-10, -5, 0]);
    expect(statuses(await send(server(), beats))).toEqual(['stored', 'stored', 'stored']);
    expect(await secondsOf(server())).toBe(600);
    const changed = beats.map((beat) => ({ ...beat, at: '2026-03-01T00:00:00.000Z', branch: 'other' }));
    expect(statuses(await send(server(), changed))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect([await countHeartbeats(server()), await secondsOf(server())]).toEqual([3, 600]);
  });

  it('within one batch the first is stored and the others are duplicates', async () => {
    const beat = beatAt(server().clock.now());
    const other = beatAt(server().clock.now());
    const results = await send(server(), [beat, other, beat, { ...beat, id: beat.id.toUpperCase() }]);
    expect(statuses(results)).toEqual(['stored', 'stored', 'duplicate', 'duplicate']);
    expect(await countHeartbeats(server())).toBe(2);
  });

  it('the id is answered as it was sent, in any case of letters', async () => {
    const id = 'ABCDEFAB-0000-7000-8000-000000000001';
    expect(await send(server(), [{ ...beatAt(server().clock.now()), id }])).toEqual([{ id, status: 'stored' }]);
    expect(await send(server(), [{ ...beatAt(server().clock.now()), id: id.toLowerCase() }])).toEqual([
      { id: id.toLowerCase(), status: 'duplicate' },
    ]);
  });

  it('an old queue that comes back adds no time', async () => {
    const beats = beatsAt(
      server().clock.now(),
      Array.from({ length: 250 }, (_, index) => index - 250),
    );
    await send(server(), beats);
    const before = await secondsOf(server());
    expect(new Set(statuses(await send(server(), beats.toReversed())))).toEqual(new Set(['duplicate']));
    expect(await secondsOf(server())).toBe(before);
    expect(before).toBe(249 * 60);
  });

  it('the same batch on two servers at once is stored once, and each id is new for one of them', async () => {
    const second = secondServer(server());
    for (let round = 0; round < 10; round += 1) {
      const beats = beatsAt(
        server().clock.now(),
        Array.from({ length: 60 }, (_, index) => -index - round / 20),
      );
      const answers = await Promise.all([send(server(), beats), second(beats.toReversed()), second(beats)]);
      const stored = answers.flat().filter(({ status }) => status === 'stored');
      expect(stored).toHaveLength(60);
      expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(beats.map(({ id }) => id)));
    }
    expect(await countHeartbeats(server())).toBe(600);
  });

  it('an id that somebody else used is not a duplicate of mine', async () => {
    const { addDeveloper, clock } = server();
    const other = await addDeveloper('Second developer');
    const beats = beatsAt(clock.now(), [-5, 0]);
    await send(server(), beats);
    expect(statuses(await send(server(), beats, other.token))).toEqual(['stored', 'stored']);
    expect(await secondsOf(server(), { token: other.token })).toBe(300);
    expect(await secondsOf(server())).toBe(300);
  });
});

describe('clocks that are wrong', () => {
  const server = useTestServer({ startAt: '2026-03-02T09:00:00.000Z' });

  it('a heartbeat of exactly 90 days ago is stored, an older one is rejected', async () => {
    const now = server().clock.now().getTime();
    const results = await send(server(), [beatAt(now - 90 * dayMs), beatAt(now - 90 * dayMs - 1)]);
    expect(results).toMatchObject([
      { status: 'stored' },
      { status: 'rejected', reason: 'at: is more than 90 days ago' },
    ]);
  });

  it('up to 5 minutes in the future are believed', async () => {
    const beat = beatAt(server().clock.now().getTime() + 5 * minuteMs);
    expect(await send(server(), [beat])).toEqual([{ id: beat.id, status: 'stored' }]);
    expect(await readHeartbeat(server(), beat.id)).toMatchObject({ at: beat.at, clamped: false });
  });

  it('more than 5 minutes in the future are set to the time of their arrival, flagged, and the answer says so', async () => {
    const now = server().clock.now();
    const beat = beatAt(now.getTime() + 5 * minuteMs + 1);
    expect(await send(server(), [beat])).toEqual([
      { id: beat.id, status: 'stored', reason: 'at: is in the future; the time of arrival counts instead' },
    ]);
    expect(await readHeartbeat(server(), beat.id)).toEqual({ at: now.toISOString(), clamped: true });
    const far = beatAt(now, 'main', {});
    expect(await send(server(), [{ ...far, at: '2999-12-31T23:59:59Z' }])).toMatchObject([{ status: 'stored' }]);
    expect(await readHeartbeat(server(), far.id)).toEqual({ at: now.toISOString(), clamped: true });
  });

  it('a clock that is a day ahead puts no time on tomorrow', async () => {
    const { clock } = server();
    for (let minute = 0; minute < 30; minute += 2) {
      await send(server(), [beatAt(clock.now().getTime() + dayMs), beatAt(clock.now().getTime() + dayMs + minuteMs)]);
      clock.advance(2 * minuteMs);
    }
    const tomorrow = { from: '2026-03-03T00:00:00Z', to: '2026-03-05T00:00:00Z' };
    expect(await secondsOf(server(), tomorrow)).toBe(0);
    expect(await secondsOf(server())).toBe(28 * 60);
    clock.advance(2 * dayMs);
    expect(await secondsOf(server(), tomorrow)).toBe(0);
  });

  it('a clock that is set back an hour counts nothing twice', async () => {
    const { clock } = server();
    clock.advance(2 * hourMs);
    await send(server(), beatsAt('2026-03-02T09:30:00Z', [0, 5, 10, 15, 20, 25, 30]));
    await send(server(), beatsAt('2026-03-02T09:00:00Z', [0, 5, 10, 15, 20, 25, 30, 35, 40]));
    expect(await secondsOf(server())).toBe(3600);
  });

  it('an instant may carry an offset', async () => {
    const beat = { ...beatAt(0), at: '2026-03-02T09:30:00.25+01:00' };
    await send(server(), [beat]);
    expect(await readHeartbeat(server(), beat.id)).toEqual({ at: '2026-03-02T08:30:00.250Z', clamped: false });
  });

  it('every instant that is not rejected is one the database can keep', async () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
    const text = fc
      .tuple(digits(4), digits(2), digits(2), digits(2), digits(2), digits(2), fc.constantFrom('Z', '+05:30', '-12:00'))
      .map(
        ([year, month, day, hour, minute, second, zone]) =>
          `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`,
      );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 50 }), async (times) => {
        const { status } = await server().call('POST', '/heartbeats', {
          heartbeats: times.map((at, index) => ({ ...beatAt(0), id: idOf(1_000_000 + index), at })),
        });
        expect(status).toBe(200);
      }),
      { numRuns: 100 },
    );
  });
});
