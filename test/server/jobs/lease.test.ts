import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  claimLease,
  givingWay,
  keepLease,
  LeaseLostError,
  releaseLease,
  renewLease,
  revokeLease,
} from '../../../server/jobs/lease.ts';
import type { Database } from '../../../server/database/database.ts';
import { lease } from '../../../server/jobs/jobs.table.ts';
import { createTestClock, secondMs } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';
import { until } from '../sources/support.ts';

const leaseMs = 90 * secondMs;

async function stage() {
  const { db, close } = await openTestDatabase();
  onTestFinished(close);
  const clock = createTestClock();
  return { db, clock, claim: (holder: string) => claimLease(db, 'work', holder, clock.now(), leaseMs) };
}

async function leasedUntil(db: Database): Promise<Date> {
  const [row] = await db.select().from(lease);
  return row?.leasedUntil ?? new Date(0);
}

describe('a lease', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is held by one at a time, and by the next when it ran out', async () => {
    const { clock, claim } = await stage();
    expect(await claim('first')).toMatchObject({ holder: 'first' });
    expect(await claim('second')).toBeUndefined();
    clock.advance(leaseMs + 1);
    expect(await claim('second')).toMatchObject({ holder: 'second' });
  });

  it('is taken at once from a holder who gives way, by whoever is urgent and by nobody else', async () => {
    const { db, clock, claim } = await stage();
    const urgent = (holder: string) => claimLease(db, 'work', holder, clock.now(), leaseMs, { isUrgent: true });
    const held = await claim(`${givingWay}first`);
    expect(await claim('second')).toBeUndefined();
    expect(await urgent('third')).toMatchObject({ holder: 'third' });
    if (held === undefined) throw new Error('not claimed');
    await expect(renewLease(db, held, clock.now(), leaseMs)).rejects.toThrow(LeaseLostError);
    expect(await urgent('fourth')).toBeUndefined();
    expect(await claim(`${givingWay}fifth`)).toBeUndefined();
  });

  it('goes to one of many who ask at once', async () => {
    const { claim } = await stage();
    const claims = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(claim));
    expect(claims.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('has a higher fence with each claim, so that a late holder finds out', async () => {
    const { db, clock, claim } = await stage();
    const first = await claim('first');
    clock.advance(leaseMs + 1);
    const second = await claim('second');
    if (first === undefined || second === undefined) throw new Error('Not claimed');
    expect(second.fence).toBeGreaterThan(first.fence);
    await expect(renewLease(db, first, clock.now(), leaseMs)).rejects.toThrow(LeaseLostError);
    await renewLease(db, second, clock.now(), leaseMs);
  });

  it('may be renewed after it ran out as long as nobody took it', async () => {
    const { db, clock, claim } = await stage();
    const first = await claim('first');
    if (first === undefined) throw new Error('Not claimed');
    clock.advance(10 * leaseMs);
    await renewLease(db, first, clock.now(), leaseMs);
    expect(await claim('second')).toBeUndefined();
  });

  it('is free at once when it is given back, but not when a late holder gives it back', async () => {
    const { db, claim } = await stage();
    const first = await claim('first');
    if (first === undefined) throw new Error('Not claimed');
    await releaseLease(db, first);
    expect(await claim('second')).toMatchObject({ holder: 'second' });
    await releaseLease(db, first);
    expect(await claim('third')).toBeUndefined();
  });

  it('can be taken away: its holder finds out, and the next one has it at once', async () => {
    const { db, clock, claim } = await stage();
    const first = await claim('first');
    if (first === undefined) throw new Error('Not claimed');
    await revokeLease(db, 'work');
    await expect(renewLease(db, first, clock.now(), leaseMs)).rejects.toThrow(LeaseLostError);
    expect(await claim('second')).toMatchObject({ holder: 'second' });
    await revokeLease(db, 'nobody has this');
  });

  it('is kept through a long wait, until that ends', async () => {
    const { db, clock, claim } = await stage();
    const first = await claim('first');
    if (first === undefined) throw new Error('Not claimed');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const release = keepLease(db, first, clock, leaseMs);
    for (let turn = 0; turn < 6; turn += 1) {
      clock.advance(leaseMs / 3);
      vi.advanceTimersByTime(leaseMs / 3);
      const renewedUntil = clock.now().getTime() + leaseMs;
      await until(async () => (await leasedUntil(db)).getTime() === renewedUntil);
    }
    expect(await claim('second')).toBeUndefined();
    await release();
    clock.advance(leaseMs + 1);
    vi.advanceTimersByTime(leaseMs);
    expect(await claim('second')).toMatchObject({ holder: 'second' });
  });
});
