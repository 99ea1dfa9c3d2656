import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDemoNotion, type DemoNotion } from '../../../server/demo/demo-notion.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'demo-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

/** A start of the demo's workspace that goes well; it ends with the test unless the test ends it. */
async function startIn(data: string, serverPort = 0): Promise<DemoNotion> {
  const notion = await openDemoNotion(data, serverPort);
  notion.keepPort();
  onTestFinished(() => notion.close());
  return notion;
}

const portOf = ({ url }: { url: string }) => Number(new URL(url).port);

/** Takes a free port, or the one after it, as another program does. */
async function takePort(port = 0): Promise<number> {
  const other = createServer();
  onTestFinished(() => new Promise((resolve) => other.close(() => resolve())));
  return new Promise((resolve, reject) => {
    other.once('error', reject);
    other.listen(port, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
}

describe('the address of the sample workspace', () => {
  test('it stays the same over restarts, and its pages are there', async () => {
    const data = await folder();
    const first = await startIn(data);
    expect(first.hasMoved).toBe(true);
    await first.close();
    const second = await startIn(data);
    expect([second.url, second.token, second.hasMoved]).toEqual([first.url, first.token, false]);
    expect(await (await fetch(second.url)).text()).toContain('Product tasks');
  });

  test('it is another one while its port is taken, and that is told', async () => {
    const data = await folder();
    const first = await startIn(data);
    await first.close();
    await takePort(portOf(first));
    const second = await startIn(data);
    expect(second.hasMoved).toBe(true);
    expect(portOf(second)).not.toBe(portOf(first));
    await second.close();
    expect((await startIn(data)).url).toBe(second.url);
  });

  test('a start that failed before the new address was read leaves it to the next start to read it', async () => {
    const data = await folder();
    const failed = await openDemoNotion(data, 0);
    await failed.close();
    expect((await startIn(data)).hasMoved).toBe(true);
  });

  test('it is never the port that the server is to have', async () => {
    const data = await folder();
    const first = await startIn(data);
    await first.close();
    expect(portOf(await startIn(data, portOf(first)))).not.toBe(portOf(first));
  });

  test('what stands in the file of the port may be anything', async () => {
    for (const text of ['', 'x', '-1', '1.5', '70000']) {
      const data = await folder();
      await writeFile(path.join(data, 'notion-port'), text);
      expect((await startIn(data)).hasMoved).toBe(true);
    }
  });
});
