import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { longestPauseMs, pausedBefore, pauseNow, straightened } from '../../extension/core/pause.ts';
import { pausedItem, pausedSection, pausedSentence } from '../../extension/core/paused-item.ts';
import { statusItem, usualStyle } from '../../extension/core/status-item.ts';
import { tooltip } from '../../extension/core/tooltip.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { openPauses, pauseFileName } from '../../extension/host/pauses.ts';
import { nextDayMs, pauseCodingTime, resumeCodingTime } from '../../extension/ui/pause-coding-time.ts';
import { createContext } from './support/context.ts';
import { createFakeClock, startMs } from './support/fake-clock.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { createFakePauses } from './support/fake-pauses.ts';
import { itemStates } from './support/item-states.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

const makeFolder = useTemporaryFolders();
const hourMs = 3_600_000;

function memory() {
  const values = new Map<string, unknown>();
  return {
    values,
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}

async function setUp() {
  const clock = createFakeClock();
  const storage = await makeFolder();
  const errors: unknown[] = [];
  const open = (workspace = memory()) =>
    openPauses({ clock, storage, memory: workspace, onError: (error) => void errors.push(error) });
  return { clock, storage, open, errors };
}

describe('a pause', () => {
  it('of all windows is known to another one when it looks, and ends there as well', async () => {
    const { clock, open } = await setUp();
    const [one, other] = [open(), open()];
    await one.pause(clock.nowMs() + hourMs);
    expect(other.now()).toBeNull();
    expect(await other.look()).toEqual({ untilMs: clock.nowMs() + hourMs });
    await other.resume();
    expect(await one.look()).toBeNull();
  });

  it('outlasts a restart, and ends by itself', async () => {
    const { clock, open } = await setUp();
    await open().pause(clock.nowMs() + hourMs);
    const again = open();
    let changes = 0;
    again.onChange(() => (changes += 1));
    expect(await again.look()).not.toBeNull();
    clock.advance(hourMs);
    expect([again.now(), changes]).toEqual([null, 2]);
    expect(clock.timers()).toBe(0);
  });

  it('of a workspace is in no other one, has no end of its own and outlasts a restart', async () => {
    const { clock, open } = await setUp();
    const workspace = memory();
    await open(workspace).pause(null);
    clock.advance(100 * 24 * hourMs);
    expect(open(workspace).now()).toEqual({ untilMs: null });
    expect(open().now()).toBeNull();
    const again = open(workspace);
    await again.resume();
    expect(open(workspace).now()).toBeNull();
  });

  it('is not forever when the clock was wrong as it began: it lasts as long as was asked for, from when it is seen', async () => {
    const { clock, open } = await setUp();
    clock.setWall(10 * 365 * 24 * hourMs);
    const window = open();
    await window.pause(clock.nowMs() + hourMs / 2);
    clock.setWall(-10 * 365 * 24 * hourMs);
    expect(await window.look()).toEqual({ untilMs: clock.nowMs() + hourMs / 2 });
    clock.advance(hourMs / 2);
    expect([window.now(), await open().look()]).toEqual([null, null]);
  });

  it('is never longer than the longest one there is, whatever the file says', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(time, time, time, (askedAtMs, untilMs, nowMs) => {
        const right = straightened({ askedAtMs, untilMs }, nowMs);
        expect(right.untilMs - Math.max(nowMs, right.askedAtMs)).toBeLessThanOrEqual(longestPauseMs);
        // Seen again later it is not longer.
        const later = straightened(right, nowMs + hourMs);
        expect(later.untilMs).toBe(right.untilMs);
      }),
    );
  });

  it('is none when its file holds something else, and nothing fails', async () => {
    const { open, storage, errors } = await setUp();
    for (const text of ['', '{', 'null', '[]', '{"untilMs":"x"}', '{"askedAtMs":null,"untilMs":1e999}']) {
      await writeFile(path.join(storage, pauseFileName), text);
      expect(await open().look()).toBeNull();
    }
    expect(errors).toEqual([]);
  });

  it('is told of by the first sign of activity after it, and by none after one before it', () => {
    const known = { everywhere: { askedAtMs: 1000, untilMs: 2000 }, workspace: null };
    expect(pausedBefore(known, 500, 3000)).toBe(1000);
    expect(pausedBefore(known, Number.NEGATIVE_INFINITY, 3000)).toBe(1000);
    expect(pausedBefore(known, 2500, 3000)).toBeNull();
    expect(pausedBefore(known, 500, 3000 + 2 * hourMs)).toBeNull();
    const both = { ...known, workspace: { askedAtMs: 1500, endedAtMs: 2500 } };
    expect(pausedBefore(both, 500, 3000)).toBe(1500);
    expect(pauseNow({ everywhere: null, workspace: { askedAtMs: 1, endedAtMs: null } }, 5)).toEqual({ untilMs: null });
  });

  it('leaves no trace when it is forgotten', async () => {
    const { clock, open, storage } = await setUp();
    const workspace = memory();
    const window = open(workspace);
    await window.pause(clock.nowMs() + hourMs);
    await window.pause(null);
    await window.forget();
    expect(window.now()).toBeNull();
    expect(await readdir(storage)).toEqual([]);
    expect([...workspace.values.values()]).toEqual([undefined]);
  });
});

test.each([
  ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-28T23:00:00Z'],
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Berlin', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00Z'],
  ['America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T04:00:00Z'],
  ['Pacific/Kiritimati', '2026-03-02T09:59:59Z', '2026-03-02T10:00:00Z'],
])('until tomorrow in %s at %s ends at local midnight, also when the clocks change', (zone, now, end) => {
  expect(new Date(nextDayMs(Date.parse(now), zone)).toISOString()).toBe(new Date(end).toISOString());
});

test('tomorrow is never further away than the longest pause', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu');
  fc.assert(
    fc.property(zones, fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), (zone, seconds) => {
      const left = nextDayMs(seconds * 1000, zone) - seconds * 1000;
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(longestPauseMs);
    }),
  );
});

describe('the status item while paused', () => {
  const facts = { todaySeconds: 4320, totalSeconds: 4320, style: usualStyle, isLinkOffered: false };
  const pause = { untilMs: Date.UTC(2026, 2, 2, 14, 30) };

  it.each(Object.entries(itemStates))(
    '%s says so in words, by an icon or beside what is the matter, and clicks as before',
    (_name, { state }) => {
      const before = statusItem(state, facts, t);
      const item = pausedItem(state, before, pause, t);
      expect(item.text).toContain('paused');
      expect(item.spoken).toContain(pausedSentence(pause, t));
      expect(item.spoken).toMatch(/Opens (?:actions|sign-in|the last steps)\.$/u);
      expect(item.command).toBe(before?.command ?? 'tickmark.showActions');
      const isUrgent = ['signed_out', 'token_refused', 'address_invalid', 'failed', 'waiting'].includes(state.kind);
      expect(item.text.startsWith('$(debug-pause) ')).toBe(!isUrgent);
    },
  );

  it('made compact shows the icon alone, and the key of a task', () => {
    const compact = { ...facts, style: { ...usualStyle, compact: true } };
    const { state } = itemStates['no_branch'] ?? { state: { kind: 'nothing' } as const };
    expect(pausedItem(state, statusItem(state, compact, t), pause, t).text).toBe('$(debug-pause)');
  });

  it('the tooltip of a task offers to pause only while time is counted and not paused', () => {
    const { state } = itemStates['task_in_progress'] ?? { state: { kind: 'nothing' } as const };
    const extras = {
      nowMs: startMs,
      todaySeconds: 0,
      otherEditors: [],
      totalSeconds: 0,
      sessionSeconds: null,
      notices: [],
      offers: null,
    };
    expect(tooltip(state, { ...extras, canPause: true }, t)).toContain('[Pause](command:tickmark.pauseCodingTime)');
    expect(tooltip(state, extras, t)).not.toContain('pauseCodingTime');
  });

  it('the tooltip begins with the end of the pause and the way out', () => {
    expect(pausedSection({ untilMs: null }, t)).toMatch(
      /workspace.*\[Resume\]\(command:tickmark\.resumeCodingTime\)$/u,
    );
  });
});

describe('the command', () => {
  const counting = { counting: () => ({}) as never };

  it.each([
    ['30 minutes', startMs + hourMs / 2],
    ['workspace', null],
  ])('pauses as chosen: %s', async (label, untilMs) => {
    const pauses = createFakePauses();
    const dialogs = createFakeDialogs([], { labels: [label] });
    const { context } = await createContext({ dialogs, changes: { pauses, codingTime: counting } });
    await pauseCodingTime(context);
    expect(pauses.now()).toEqual({ untilMs });
    await resumeCodingTime(context);
    expect(pauses.now()).toBeNull();
  });

  it('says so when nothing is counted, or nothing is paused', async () => {
    const { context, dialogs } = await createContext();
    await pauseCodingTime(context);
    await resumeCodingTime(context);
    expect(dialogs.messages.map(({ text }) => text)).toEqual([
      'Coding time is not counted, so there is nothing to pause.',
      'Coding time is not paused.',
    ]);
  });
});
