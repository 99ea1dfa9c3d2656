import { expect, it } from 'vitest';
import { bound, databases, firstRead, usersLoop, type Conditions, type Read } from './first-read.ts';
import { print } from './measure.ts';

const numbers = (name: string, otherwise: string) => (process.env[name] ?? otherwise).split(',').map(Number);
const rows = numbers('BENCH_ROWS', '1000,10000,60000');
const [latencyMs = 300] = numbers('BENCH_LATENCY_MS', '300');
const [budget = 600] = numbers('BENCH_BUDGET', '600');

const line = (what: string, { rows: read, requests, seconds, cpuSeconds, peakMb }: Read, boundSeconds: number) => [
  what,
  String(read),
  String(requests),
  seconds.toFixed(1),
  (read / seconds).toFixed(0),
  cpuSeconds.toFixed(1),
  peakMb.toFixed(0),
  (seconds / boundSeconds).toFixed(2),
];

it.each(databases)('all rows are read side by side, in flat memory, on %s', async (database) => {
  const reads: Read[] = [];
  const lines: string[][] = [];
  for (const count of rows) {
    const conditions: Conditions = { rows: count, latencyMs, budget, database };
    const least = bound(conditions);
    const read = await firstRead(conditions);
    const loop = await usersLoop(conditions);
    reads.push(read);
    lines.push(
      ['bound', String(count), String(least.requests), least.seconds.toFixed(1), '', '', '', '1.00'],
      line('server', read, least.seconds),
      line('loop', loop, least.seconds),
    );
  }
  print(`First read, ${database}: ${latencyMs} ms per request, ${budget} a minute, of which reading may use 80 %`, [
    ['', 'rows', 'queries', 'seconds', 'rows/s', 'CPU s', 'peak MB', 'time, bound = 1'],
    ...lines,
  ]);
  const peaks = reads.filter((read) => read.rows >= 10_000).map(({ peakMb }) => peakMb);
  for (const peak of peaks) expect(peak / (peaks[0] ?? peak)).toBeLessThan(1.3);
  for (const { rows: read, requests, seconds } of reads) {
    expect(requests).toBeLessThanOrEqual(Math.ceil(read / 100) + 5);
    if (read === 10_000) expect(seconds).toBeLessThanOrEqual((requests * latencyMs) / 1000 / 5);
  }
});
