import { request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSample } from '../../../server/demo/workspace/open-sample.ts';
import { serveWorkspace } from '../../../server/demo/workspace/serve.ts';
import { readSnapshot } from '../../../server/demo/workspace/storage.ts';
import { countedIds, fullPage, stage, testClock, titleOf, type Stage } from './support.ts';
import { look, pageOf, submit } from './viewer-support.ts';

const shown = () => stage({}, { showPages: true });

function optionId({ workspace }: Stage, dataSourceId: string, column: string, name: string): string {
  const property = workspace.dataSource(dataSourceId).properties.find((one) => one.name === column);
  const options = property !== undefined && 'options' in property ? property.options : [];
  return options.find((option) => option.name === name)?.id ?? '';
}

describe('a person who changes a page', () => {
  test('the status they choose is what the Notion client reads, as an edit of now', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'NT-42');
    scene.clock.passSeconds(120);
    const answer = await submit(page, 'status', { status: optionId(scene, scene.tasksId, 'Status', 'In Review') });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${new URL(page).pathname}#status`]);
    const read = await fullPage(scene.client, scene.workspace.findPage('NT-42'));
    expect(read.properties['Status']).toMatchObject({ status: { name: 'In Review' } });
    expect(read.last_edited_time).toBe('2026-03-18T09:32:00.000Z');
    expect((await look(page)).cells['Status']).toBe('In Review');
  });

  test('a status that is a select is set and emptied the same way', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'BUG-3');
    await submit(page, 'status', { status: optionId(scene, scene.bugsId, 'status', 'Shipped') });
    expect(scene.workspace.value(scene.workspace.findPage('BUG-3'), 'status')).toBe('Shipped');
    await submit(page, 'status', { status: '' });
    expect(scene.workspace.value(scene.workspace.findPage('BUG-3'), 'status')).toBeNull();
  });

  test('a status that was removed meanwhile changes nothing', async () => {
    const scene = await shown();
    const status = optionId(scene, scene.tasksId, 'Status', 'QA');
    scene.workspace.people.removeStatusOption(scene.tasksId, 'QA');
    const answer = await submit(pageOf(scene, 'NT-42'), 'status', { status });
    expect([answer.status, (await answer.text()).includes('This status is gone. Choose another one.')]).toEqual([
      400,
      true,
    ]);
    expect(scene.workspace.value(scene.workspace.findPage('NT-42'), 'Status')).toBe('In Progress');
  });

  test('hours are set, with a comma as well, and emptied; what is no number is refused', async () => {
    const scene = await shown();
    const pageId = scene.workspace.findPage('NT-42');
    for (const [typed, status, kept] of [
      ['3.75', 303, 3.75],
      ['4,5', 303, 4.5],
      ['a lot', 400, 4.5],
      ['Infinity', 400, 4.5],
      ['', 303, null],
    ] as const) {
      const answer = await submit(pageOf(scene, 'NT-42'), 'time-spent', { hours: typed });
      expect([typed, answer.status, scene.workspace.value(pageId, 'Time Spent')]).toEqual([typed, status, kept]);
    }
  });

  test('a page without a Time Spent column offers no form for it', async () => {
    const scene = await shown();
    expect((await look(pageOf(scene, 'BUG-3'))).text).not.toContain('time-spent');
    expect((await submit(pageOf(scene, 'BUG-3'), 'time-spent', { hours: '1' })).status).toBe(400);
  });

  test('the title they type is what the Notion client reads', async () => {
    const scene = await shown();
    await submit(pageOf(scene, 'NT-42'), 'title', { title: ' Ünïcode & <tags> 🎨 ' });
    expect(titleOf(await fullPage(scene.client, scene.workspace.findPage('NT-42')))).toBe('Ünïcode & <tags> 🎨');
  });

  test('a comment is theirs, in lines as they typed it, and is shown after it was sent', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'NT-7');
    const person = scene.people['Priya Raman'] ?? '';
    const answer = await submit(page, 'comments', { person, text: 'First line\r\nsecond line' });
    const { results } = await scene.client.comments.list({ block_id: scene.workspace.findPage('NT-7') });
    expect(results).toMatchObject([
      { created_by: { id: person }, rich_text: [{ plain_text: 'First line\nsecond line' }] },
    ]);
    expect(answer.headers.get('location')).toBe(`${new URL(page).pathname}#comment-${results[0]?.id}`);
    expect((await look(page)).comments[0]).toContain('Priya Raman');
  });

  test('an empty comment and one of somebody who left are refused', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'NT-7');
    const mira = scene.people['Mira Dahlgren'] ?? '';
    expect((await submit(page, 'comments', { person: mira, text: ' \r\n ' })).status).toBe(400);
    expect((await submit(page, 'comments', { person: scene.people['Wim Dekker'] ?? '', text: 'hi' })).status).toBe(400);
    expect(scene.workspace.comments(scene.workspace.findPage('NT-7'))).toEqual([]);
  });

  test('a page in the trash, an unknown page and an unknown form change nothing', async () => {
    const scene = await shown();
    const before = scene.workspace.snapshot();
    expect((await submit(pageOf(scene, 'NT-48'), 'title', { title: 'New' })).status).toBe(409);
    expect((await submit(`${scene.url}/p/${'0'.repeat(32)}`, 'title', { title: 'New' })).status).toBe(404);
    expect((await submit(pageOf(scene, 'NT-42'), 'toString', { title: 'New' })).status).toBe(404);
    expect(scene.workspace.snapshot()).toEqual(before);
  });

  test('a change is in the file before it is answered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'viewer-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'workspace.json');
    const kept = await openSample(path, { clock: testClock(), newId: countedIds() });
    const served = await serveWorkspace(kept.workspace, { file: kept.file, showPages: true });
    onTestFinished(() => served.close());
    await submit(pageOf({ ...kept, ...served }, 'NT-42'), 'title', { title: 'Kept' });
    const written = (await readSnapshot(path))?.pages.find(({ id }) => id === kept.workspace.findPage('NT-42'));
    expect(written?.values['title']).toMatchObject({ parts: [{ text: 'Kept' }] });
  });
});

describe('a form that another site sends', () => {
  const title = { title: 'Changed by another site' };

  test('it is refused whether the browser tells the site or the origin', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'NT-42');
    const before = scene.workspace.snapshot();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: `${scene.url}0` },
    ]) {
      const answer = await submit(page, 'title', title, headers);
      expect([headers, answer.status]).toEqual([headers, 403]);
      expect(await answer.text()).toContain('Nothing was changed');
    }
    expect(scene.workspace.snapshot()).toEqual(before);
  });

  test('it is refused when the other site gave this machine a name of its own', async () => {
    const scene = await shown();
    const page = new URL(`${pageOf(scene, 'NT-42')}/title`);
    const host = `elsewhere.example:${page.port}`;
    const status = await new Promise((resolve, reject) => {
      const headers = {
        host,
        origin: `http://${host}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      };
      const sent = request(page, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode));
      sent.on('error', reject);
      sent.end('title=Changed');
    });
    expect(status).toBe(403);
  });

  test('a program that is no browser may send one', async () => {
    const scene = await shown();
    expect((await submit(pageOf(scene, 'NT-42'), 'title', title, {})).status).toBe(303);
  });

  test('only forms are taken, and none that is larger than a form gets', async () => {
    const scene = await shown();
    const page = pageOf(scene, 'NT-42');
    const json = { 'content-type': 'application/json' };
    const answer = await fetch(`${page}/title`, { method: 'POST', body: JSON.stringify(title), headers: json });
    expect(answer.status).toBe(415);
    expect((await submit(page, 'title', { title: 'x'.repeat(100_000) })).status).toBe(413);
  });
});
