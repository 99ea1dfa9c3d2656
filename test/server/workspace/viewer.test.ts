import { assert, asyncProperty, pre, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formsOf, linkTargets, look, pageOf, rawText } from './viewer-support.ts';
import { fullPage, stage } from './support.ts';

const shown = () => stage({}, { showPages: true });

describe('addresses', () => {
  test('the addresses of pages and databases lead to the workspace that shows them', async () => {
    const scene = await shown();
    const id = scene.workspace.findPage('NT-42');
    expect((await fullPage(scene.client, id)).url).toBe(`${scene.url}/p/${id.replaceAll('-', '')}`);
    const database = await scene.client.databases.retrieve({ database_id: scene.databaseId });
    const { text } = await look('url' in database ? database.url : '');
    expect(text).toContain('<h1>Product tasks</h1>');
  });

  test('a workspace that shows nothing has no pages and names those of Notion', async () => {
    const scene = await stage();
    const id = scene.workspace.findPage('NT-42');
    expect((await fullPage(scene.client, id)).url).toBe(`https://app.notion.com/p/${id.replaceAll('-', '')}`);
    for (const path of ['/', `/p/${id.replaceAll('-', '')}`, '/viewer.css'])
      expect(await (await fetch(`${scene.url}${path}`)).json()).toMatchObject({ code: 'invalid_request_url' });
  });

  test('looking at pages is no request to the API', async () => {
    const scene = await shown();
    await look(`${scene.url}/`);
    await look(pageOf(scene, 'NT-42'));
    expect(scene.workspace.requestsLog).toEqual([]);
  });
});

describe('a page for people', () => {
  test('it says what it is, and shows the title, the properties and the text', async () => {
    const scene = await shown();
    const { text, cells } = await look(pageOf(scene, 'NT-42'));
    expect(text).toContain('Sample Notion workspace');
    expect(text).toContain('this is where your team’s Notion page would open');
    expect(text).toContain('>Sign-in page remembers the last workspace</h1>');
    expect(text).toContain('Whoever signs in again should land where they left off.');
    expect(cells).toMatchObject({
      ID: 'NT-42',
      Status: 'In Progress',
      Assignee: 'Tomasz Reiter',
      Priority: 'High',
      Estimate: '6',
      'Time Spent': '2.5',
      Area: 'Web',
      'Notes 📝': 'Remember it per device; forget it on sign-out.',
      Created: '6 Mar 2026, 09:30 UTC',
      Progress: 'Empty',
    });
  });

  test('what a connection wrote is shown: a new page with its text and links, its status and its people', async () => {
    const scene = await shown();
    const link = { url: 'https://example.com/blob/1/app.ts#L3' };
    const { id } = await scene.client.pages.create({
      parent: { data_source_id: scene.tasksId },
      properties: {
        Name: { title: [{ text: { content: 'Made from the editor' } }] },
        Assignee: { people: [{ id: scene.people['Mira Dahlgren'] ?? '' }] },
      },
      children: [
        { paragraph: { rich_text: [{ text: { content: 'See ' } }, { text: { content: 'app.ts, line 3', link } }] } },
      ],
    });
    await scene.client.pages.update({ page_id: id, properties: { Status: { status: { name: 'In Review' } } } });
    const { text, cells } = await look(`${scene.url}/p/${id.replaceAll('-', '')}`);
    expect(text).toContain('>Made from the editor</h1>');
    expect(text).toContain(`<a href="${link.url}">app.ts, line 3</a>`);
    expect(cells).toMatchObject({ ID: 'NT-1338', Status: 'In Review', Assignee: 'Mira Dahlgren' });
  });

  test('open comments have their name, time, text and the link of the hours; closed ones are not shown', async () => {
    const scene = await shown();
    const pageId = scene.workspace.findPage('NT-7');
    await scene.client.comments.create({
      parent: { page_id: pageId },
      rich_text: [
        { text: { content: '+1.50h', link: { url: 'https://tasks.example.com/w/1' } } },
        { text: { content: ' — fixed flaky test' } },
      ],
      display_name: { type: 'custom', custom: { name: 'Mira' } },
    });
    const { people } = scene.workspace;
    people.resolveComment(people.addComment(pageId, 'resolved'));
    people.deleteComment(people.addComment(pageId, 'deleted'));
    const { comments } = await look(pageOf(scene, 'NT-7'));
    expect(comments.map(rawText)).toEqual([
      'Mira through Issue tracker, 18 Mar 2026, 09:30 UTC +1.50h — fixed flaky test',
    ]);
    expect(comments[0]).toContain('<a href="https://tasks.example.com/w/1">+1.50h</a>');
  });

  test('everybody is named, however many they are', async () => {
    const scene = await shown();
    const { cells } = await look(pageOf(scene, 'NT-44'));
    expect(cells['Assignee']).toContain('Sunil Batra');
  });

  test('a page in the trash says so and takes no changes; an archived one says so', async () => {
    const scene = await shown();
    const trashed = await look(pageOf(scene, 'NT-48'));
    expect(trashed.text).toContain('This page is in the trash.');
    expect(formsOf(trashed.text)).toEqual([]);
    expect((await look(pageOf(scene, 'NT-3'))).text).toContain('This page is archived.');
    expect(formsOf((await look(pageOf(scene, 'NT-42'))).text)).toHaveLength(4);
  });

  test('an unknown id, a deleted page and something that is no id are not found', async () => {
    const scene = await shown();
    const gone = pageOf(scene, 'NT-7');
    scene.workspace.people.purge(scene.workspace.findPage('NT-7'));
    for (const address of [gone, `${scene.url}/p/${'0'.repeat(32)}`, `${scene.url}/p/x`, `${scene.url}/p/x/y`]) {
      const { status, text } = await look(address);
      expect([status, text.includes('Page not found')]).toEqual([404, true]);
    }
  });

  test('a page without a database shows its text', async () => {
    const scene = await shown();
    const { text } = await look(`${scene.url}/p/${scene.plainPageId}`);
    expect(text).toContain('>Team handbook</h1>');
    expect(text).toContain('reviewed by somebody else.');
  });
});

describe('the list of tasks', () => {
  test('it leads to the page of each task of both data sources, and to nothing that is not shared', async () => {
    const scene = await shown();
    const { text } = await look(`${scene.url}/`);
    const rows = [...scene.workspace.rows(scene.tasksId), ...scene.workspace.rows(scene.bugsId)];
    const paths = rows.map((id) => `/p/${id.replaceAll('-', '')}`);
    expect(
      linkTargets(text)
        .filter((target) => target.startsWith('/p/'))
        .sort(),
    ).toEqual(paths.sort());
    expect(text).not.toContain('An applicant');
  });
});

describe('what somebody else wrote', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`;

  test('markup in a title, an option, a name or a comment is shown as it was typed', async () => {
    const scene = await shown();
    const { people } = scene.workspace;
    const pageId = scene.workspace.findPage('NT-42');
    people.rename(pageId, hostile);
    people.addStatusOption(scene.tasksId, hostile, 'To-do');
    people.setStatus(pageId, hostile);
    people.renameProperty(scene.tasksId, 'Estimate', hostile);
    people.setProperty(pageId, 'Assignee', [people.addPerson({ name: hostile })]);
    people.addComment(pageId, hostile);
    people.writeParagraph(pageId, hostile);
    for (const address of [pageOf(scene, 'NT-42'), `${scene.url}/`]) {
      const { text } = await look(address);
      expect(text).toContain('&lt;script&gt;alert(1)');
      expect(text).not.toMatch(/<script|<img/);
    }
    expect((await look(pageOf(scene, 'NT-42'))).cells).toMatchObject({ Status: hostile, [hostile]: '6' });
  });

  test('any title is read back from the page as it was typed', async () => {
    const scene = await shown();
    const pageId = scene.workspace.findPage('NT-42');
    await assert(
      asyncProperty(string({ unit: 'grapheme', minLength: 1 }), async (title) => {
        pre(title.trim() !== '');
        scene.workspace.people.rename(pageId, title);
        const { text } = await look(pageOf(scene, 'NT-42'));
        const heading = /<h1 id="title"[^>]*>(?<heading>[^<]*)<\/h1>/.exec(text)?.groups?.['heading'];
        expect(rawText(heading ?? '')).toBe(title.trim().replaceAll(/\s+/g, ' '));
      }),
      { numRuns: 50 },
    );
  });

  test('a link that is no address of the web is only text', async () => {
    const scene = await shown();
    const link = { url: 'javascript:alert(1)' };
    const rich_text = [{ text: { content: 'click me', link } }];
    await scene.client.comments.create({ parent: { page_id: scene.workspace.findPage('NT-7') }, rich_text });
    const { text, comments } = await look(pageOf(scene, 'NT-7'));
    expect(comments[0]).toContain('click me');
    expect(text).not.toContain('javascript:');
  });

  test('the browser is told to load and run nothing from anywhere', async () => {
    const scene = await shown();
    for (const address of [`${scene.url}/`, pageOf(scene, 'NT-42'), `${scene.url}/p/x`]) {
      const { headers, text } = await look(address);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(text).not.toMatch(/<script|<style|<iframe| style=| on\w+=/);
      expect(linkTargets(text).filter((target) => !target.startsWith('/'))).toEqual([]);
    }
    const sheet = await fetch(`${scene.url}/viewer.css`);
    expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await sheet.text()).not.toMatch(/url\(|@import/);
  });
});
