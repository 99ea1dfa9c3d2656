import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSnapshot } from '../../../server/demo/workspace/storage.ts';
import { clientFor } from './support.ts';

interface Started {
  child: ChildProcess;
  url: string;
  token: string;
  pageId: string;
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workspace-kill-'));
  const entry = new URL('kill-entry.ts', import.meta.url).pathname;
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'entry.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => rm(folder, { recursive: true }));

async function start(path: string): Promise<Started> {
  const child = fork(join(folder, 'entry.mjs'), [path]);
  const [message] = (await once(child, 'message')) as [Omit<Started, 'child'>];
  return { child, ...message };
}

/** Posts comments, several at a time, until the process dies under them; gives those that were acknowledged. */
async function postUntilKilled({ child, url, token, pageId }: Started, kills: number): Promise<string[]> {
  const client = clientFor(url, token);
  const acknowledged: string[] = [];
  const writer = async () => {
    for (;;) {
      const { id } = await client.comments.create({
        parent: { page_id: pageId },
        rich_text: [{ text: { content: 'hi' } }],
      });
      if (acknowledged.push(id) === kills) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled([writer(), writer(), writer()]);
  return acknowledged;
}

describe('a process killed while it writes', () => {
  test('every write that was acknowledged is still there afterwards', async () => {
    const path = join(folder, 'workspace.json');
    const acknowledged: string[] = [];
    for (const kills of [1, 7, 20]) {
      const started = await start(path);
      const ended = once(started.child, 'exit');
      acknowledged.push(...(await postUntilKilled(started, kills)));
      await ended;
      const kept = (await readSnapshot(path))?.comments.map(({ id }) => id) ?? [];
      expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(28);
  });
});
