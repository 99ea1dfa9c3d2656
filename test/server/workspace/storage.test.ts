import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSample } from '../../../server/demo/workspace/open-sample.ts';
import { serveWorkspace } from '../../../server/demo/workspace/serve.ts';
import { keepInFile, readSnapshot } from '../../../server/demo/workspace/storage.ts';
import { clientFor, countedIds, stage, testClock } from './support.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'workspace-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const options = () => ({ clock: testClock(), newId: countedIds() });

describe('a workspace in a file', () => {
  test('opened again, it continues with the same token, ids, rows and comments', async () => {
    const path = join(await folder(), 'workspace.json');
    const first = await openSample(path, options());
    first.workspace.people.setTimeSpent(first.workspace.findPage('NT-42'), 4);
    await first.file.close();
    const second = await openSample(path, options());
    expect(second.token).toBe(first.token);
    expect(second.workspace.snapshot()).toEqual(first.workspace.snapshot());
    expect(second.workspace.value(second.workspace.findPage('NT-42'), 'Time Spent')).toBe(4);
  });

  test('a write is in the file before it is answered', async () => {
    const path = join(await folder(), 'workspace.json');
    const kept = await openSample(path, options());
    const served = await serveWorkspace(kept.workspace, { file: kept.file });
    onTestFinished(() => served.close());
    const client = clientFor(served.url, kept.token);
    const pageId = kept.workspace.findPage('NT-42');
    await client.pages.update({ page_id: pageId, properties: { 'Time Spent': { number: 8.25 } } });
    const column = kept.workspace.dataSource(kept.tasksId).properties.find(({ name }) => name === 'Time Spent');
    const written = (await readSnapshot(path))?.pages.find(({ id }) => id === pageId);
    expect(written?.values[column?.id ?? '']).toEqual({ type: 'number', number: 8.25 });
  });

  test('what people do is written a moment later, many changes at once', async () => {
    const path = join(await folder(), 'workspace.json');
    const { workspace } = await stage();
    const file = keepInFile(workspace, path, 1);
    for (let hours = 0; hours < 50; hours += 1) workspace.people.setTimeSpent(workspace.findPage('NT-42'), hours);
    await file.flush();
    await file.flush();
    expect(await readSnapshot(path)).toEqual(workspace.snapshot());
    await file.close();
  });

  test('nothing but the finished file is left behind, readable by its owner only', async () => {
    const path = await folder();
    const kept = await openSample(join(path, 'workspace.json'), options());
    await kept.file.close();
    expect(await readdir(path)).toEqual(['workspace.json']);
    expect((await stat(join(path, 'workspace.json'))).mode & 0o777).toBe(0o600);
  });

  test('a half-written file of a process that was killed does no harm', async () => {
    const path = join(await folder(), 'workspace.json');
    const first = await openSample(path, options());
    await first.file.close();
    await writeFile(`${path}.tmp`, '{"version":1,"users":[');
    const second = await openSample(path, options());
    expect(second.token).toBe(first.token);
  });

  test('a file of another version is refused with advice', async () => {
    const path = join(await folder(), 'workspace.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(JSON.stringify({})), version: 2 }));
    await expect(openSample(path, options())).rejects.toThrow('Delete it to start anew');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 2 });
  });
});
