import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withHeartbeats } from '../server/backup/many-heartbeats.ts';
import { rewrite } from '../server/backup/support.ts';
import { startCli } from '../support/cli.ts';
import { print } from './measure.ts';

const work = mkdtempSync(path.join(tmpdir(), 'tickmark-bench-'));

interface Measured {
  seconds: number;
  peakMb: number;
}

/** A command in a process of its own, with the embedded database. */
async function run(args: readonly string[], data: string): Promise<Measured> {
  const began = performance.now();
  const { child, ended, output } = startCli(args, { TICKMARK_DATA: data, LOG_LEVEL: 'error' }, work);
  let peakKb = 0;
  const looking = setInterval(() => {
    peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/u.exec(statusOf(child.pid))?.[1] ?? 0));
  }, 20);
  const { code } = await ended;
  clearInterval(looking);
  if (code !== 0) throw new Error(output());
  return { seconds: (performance.now() - began) / 1000, peakMb: peakKb / 1024 };
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

it('a backup of ten times the heartbeats takes the same memory, on both ways', async () => {
  const file = (name: string) => path.join(work, name);
  const server = startCli(['serve'], { TICKMARK_DATA: file('first'), PORT: '0', LOG_LEVEL: 'error' }, work);
  await server.until(/ready at/u);
  await server.kill('SIGTERM');
  await run(['export', file('empty')], file('first'));
  const lines: string[][] = [];
  const peaks: Record<string, number[]> = { import: [], export: [] };
  for (const heartbeats of [10_000, 100_000]) {
    rewrite(file('empty'), file(`in-${heartbeats}`), (all) => withHeartbeats(all, heartbeats));
    const data = file(`data-${heartbeats}`);
    for (const [command, name] of [
      ['import', `in-${heartbeats}`],
      ['export', `out-${heartbeats}`],
    ] as const) {
      // The secret goes with the data.
      const { seconds, peakMb } = await run(
        [command, file(name), ...(command === 'import' ? ['--forget-tokens'] : [])],
        data,
      );
      peaks[command]?.push(peakMb);
      const megabytes = (statSync(file(name)).size / 1e6).toFixed(1);
      lines.push([command, String(heartbeats), megabytes, seconds.toFixed(1), peakMb.toFixed(0)]);
    }
  }
  rmSync(work, { recursive: true, force: true });
  print('Backup and restore of the embedded database, each a process of its own', [
    ['command', 'heartbeats', 'file MB', 'seconds', 'peak MB'],
    ...lines,
  ]);
  for (const [small = 0, large = 0] of Object.values(peaks)) expect(large / small).toBeLessThan(1.3);
});
