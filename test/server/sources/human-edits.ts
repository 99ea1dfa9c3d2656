import * as fc from 'fast-check';
import type { FaultAnswer } from '../../../server/demo/workspace/faults.ts';
import type { Workspace } from '../../../server/demo/workspace/workspace.ts';
import { minuteMs, secondMs, type TestClock } from '../../support/clock.ts';
import { pollNotion, takeOverRuns } from '../../../server/sources/sources.jobs.ts';
import type { TestServer } from '../../support/server.ts';
import { crashingAt } from '../worklogs/crashing.ts';
import { beforeAnswer, tick } from './support.ts';

/** Where a story takes place: our server, Notion with a clock of its own, and the rows of a data source. */
export interface Scene {
  server: TestServer;
  notionClock: TestClock;
}

/** One thing that people, clocks or the network do. It does nothing where it does not fit. */
export interface Step {
  text: string;
  take: (scene: Scene) => void | Promise<void>;
  /** How a counterexample is printed. */
  [fc.toStringMethod]: () => string;
}

function step(text: string, take: Step['take']): Step {
  return { text, take, [fc.toStringMethod]: () => text };
}

const statuses = ['To-do', 'Icebox', 'In Progress', 'In Review', 'QA', 'Done ✅', 'Released to prod', 'Not done'];
const names = ['Doing it', 'Shipped', 'In test', 'Unresolved', 'Later', 'Peer review'];
const limited = (reason: string, headers: Record<string, string> = { 'retry-after': '30' }) => ({
  kind: 'status' as const,
  status: 429,
  headers,
  additionalData: { rate_limit_reason: reason },
});

/** What Notion, and what lies between, may answer instead of what was asked for. */
const faults: readonly FaultAnswer[] = [
  ...[400, 401, 403, 404, 409, 500, 502, 503, 504, 529].map((status) => ({ kind: 'status' as const, status })),
  limited('public_api_request_rate_limit'),
  limited('public_api_space_request_rate_limit', { 'retry-after': '400' }),
  limited('public_api_endpoint_rate_limit', {}),
  limited('public_api_request_blocked', {}),
  { kind: 'html', status: 502 },
  { kind: 'html', status: 200 },
  { kind: 'truncated' },
  { kind: 'empty' },
  { kind: 'cut' },
  { kind: 'reset' },
];

const which = fc.nat(99);
const source = fc.constantFrom('tasksId' as const, 'bugsId' as const);

/** Chooses among all rows there are, whatever happened before. */
function pageOf(workspace: Workspace, dataSourceId: string, index: number): string | undefined {
  const rows = workspace.rows(dataSourceId);
  return rows[index % rows.length];
}

function onPage<T>(
  text: string,
  value: fc.Arbitrary<T>,
  change: (workspace: Workspace, pageId: string, value: T, server: TestServer) => void,
): fc.Arbitrary<Step> {
  return fc.tuple(source, which, value).map(([key, index, chosen]) =>
    step(`${text} ${JSON.stringify(chosen)} (${key} ${index})`, ({ server }) => {
      const { workspace } = server.sample;
      const pageId = pageOf(workspace, server.sample[key], index);
      if (pageId !== undefined) change(workspace, pageId, chosen, server);
    }),
  );
}

/** The name a column has now; undefined when the page's data source has none with this id or name. */
function columnNamed(workspace: Workspace, pageId: string, wanted: RegExp): string | undefined {
  const page = workspace.page(pageId);
  if (page?.parent.type !== 'data_source_id') return undefined;
  return workspace.dataSource(page.parent.dataSourceId).properties.find(({ name }) => wanted.test(name))?.name;
}

function setCell(wanted: RegExp, value: (workspace: Workspace) => Parameters<Workspace['people']['setProperty']>[2]) {
  return (workspace: Workspace, pageId: string) => {
    const column = columnNamed(workspace, pageId, wanted);
    if (column !== undefined) workspace.people.setProperty(pageId, column, value(workspace));
  };
}

function setOption(workspace: Workspace, pageId: string, wanted: RegExp, index: number): void {
  const page = workspace.page(pageId);
  if (page?.parent.type !== 'data_source_id') return;
  const column = workspace.dataSource(page.parent.dataSourceId).properties.find(({ name }) => wanted.test(name));
  if (column === undefined || !('options' in column)) return;
  const option = column.options[index % (column.options.length + 1)];
  workspace.people.setProperty(pageId, column.name, option?.name ?? null);
}

const edits: fc.Arbitrary<Step>[] = [
  onPage('rename', fc.string({ unit: 'grapheme', maxLength: 20 }), (workspace, pageId, title) => {
    workspace.people.rename(pageId, title);
  }),
  onPage('set status', which, (workspace, pageId, index) => setOption(workspace, pageId, /^stat/iu, index)),
  onPage('set status', which, (workspace, pageId, index) => setOption(workspace, pageId, /^stat/iu, index)),
  onPage('set priority', which, (workspace, pageId, index) => setOption(workspace, pageId, /^prio/iu, index)),
  onPage('set estimate', fc.constantFrom(null, -1, 0, 0.25, 1.5, 40), (workspace, pageId, hours) =>
    setCell(/estimate/iu, () => hours)(workspace, pageId),
  ),
  onPage('set time spent', fc.constantFrom(null, 0, 1.25, 7), (workspace, pageId, hours) =>
    setCell(/time spent/iu, () => hours)(workspace, pageId),
  ),
  onPage('set people', fc.constantFrom(0, 1, 3, 26), (workspace, pageId, count) =>
    setCell(/^(assignee|owner)/iu, () =>
      workspace
        .snapshot()
        .users.slice(0, count)
        .map(({ id }) => id),
    )(workspace, pageId),
  ),
  onPage('write a paragraph', fc.constant('text'), (workspace, pageId, text) => {
    workspace.people.writeParagraph(pageId, text);
  }),
];

const vanishing: fc.Arbitrary<Step>[] = [
  onPage('trash', fc.constant(null), (workspace, pageId) => workspace.people.trash(pageId)),
  onPage('restore', fc.constant(null), (workspace, pageId) => workspace.people.restore(pageId)),
  onPage('archive', fc.constant(null), (workspace, pageId) => workspace.people.archive(pageId)),
  onPage('unarchive', fc.constant(null), (workspace, pageId) => workspace.people.unarchive(pageId)),
  onPage('restrict', fc.constant(null), (workspace, pageId) => workspace.people.restrictPage(pageId)),
  onPage('unrestrict', fc.constant(null), (workspace, pageId) => workspace.people.unrestrictPage(pageId)),
  onPage('move', source, (workspace, pageId, to, { sample }) => workspace.people.movePage(pageId, sample[to])),
  onPage('purge', fc.constant(null), (workspace, pageId) => workspace.people.purge(pageId)),
];

/** No more rows in one minute than a query reaches: that is a story of its own. */
const making: fc.Arbitrary<Step> = fc.tuple(source, fc.constantFrom(1, 2, 30)).map(([key, count]) =>
  step(`create ${count} (${key})`, ({ server, notionClock }) => {
    for (let made = 0; made < count; made += 1) {
      server.sample.workspace.people.createPage(server.sample[key], { title: `Row ${made}` });
      if (made % 10 === 9) for (const clock of [server.clock, notionClock]) clock.advance(minuteMs);
    }
  }),
);

function onSchema(text: string, change: (server: TestServer) => void): Step {
  return step(text, ({ server }) => change(server));
}

const schema: fc.Arbitrary<Step>[] = [
  fc.tuple(fc.constantFrom(...statuses, ...names), fc.constantFrom(...names)).map(([from, to]) =>
    onSchema(`rename status ${from} to ${to}`, ({ sample: { workspace, tasksId } }) => {
      const column = workspace.dataSource(tasksId).properties.find(({ type }) => type === 'status');
      const has = (name: string) => column?.type === 'status' && column.options.some((option) => option.name === name);
      if (column !== undefined && has(from) && !has(to))
        workspace.people.renameStatusOption(tasksId, from, to, column.name);
    }),
  ),
  fc.constantFrom(...statuses).map((name) =>
    onSchema(`remove status ${name}`, ({ sample: { workspace, tasksId } }) => {
      const column = workspace.dataSource(tasksId).properties.find(({ type }) => type === 'status');
      const found = column?.type === 'status' && column.options.some((option) => option.name === name);
      if (column !== undefined && found) workspace.people.removeStatusOption(tasksId, name, column.name);
    }),
  ),
  fc.tuple(source, fc.constantFrom('NT', 'BUG', 'ENG', null)).map(([key, prefix]) =>
    onSchema(`prefix ${prefix} (${key})`, ({ sample }) => {
      const has = sample.workspace.dataSource(sample[key]).properties.some(({ type }) => type === 'unique_id');
      if (has) sample.workspace.people.changeUniqueIdPrefix(sample[key], prefix);
    }),
  ),
  source.map((key) =>
    onSchema(`id property goes or comes (${key})`, ({ sample }) => {
      const { workspace } = sample;
      const found = workspace.dataSource(sample[key]).properties.find(({ type }) => type === 'unique_id');
      if (found === undefined) workspace.people.addProperty(sample[key], 'Ticket', { type: 'unique_id', prefix: 'NT' });
      else workspace.people.removeProperty(sample[key], found.name);
    }),
  ),
  fc.tuple(source, which).map(([key, index]) =>
    onSchema(`rename a column (${key} ${index})`, ({ sample }) => {
      const { properties } = sample.workspace.dataSource(sample[key]);
      const column = properties[index % properties.length];
      if (column !== undefined) sample.workspace.people.renameProperty(sample[key], column.name, `${column.name}+`);
    }),
  ),
];

const passing: fc.Arbitrary<Step> = fc.constantFrom(1, 7, 20, 45, 61, 120, 290, 600, 3700).map((seconds) =>
  step(`${seconds} s pass`, ({ server, notionClock }) => {
    for (const clock of [server.clock, notionClock]) clock.advance(seconds * secondMs);
  }),
);

const jumping: fc.Arbitrary<Step> = fc
  .constantFrom(-10, -3, 3, 10)
  .map((minutes) => step(`our clock jumps ${minutes} min`, ({ server }) => server.clock.advance(minutes * minuteMs)));

const ahead: fc.Arbitrary<Step> = fc.tuple(source, which, fc.constantFrom(1, 5, 90)).map(([key, index, minutes]) =>
  step(`an edit ${minutes} min ahead (${key} ${index})`, ({ server, notionClock }) => {
    const pageId = pageOf(server.sample.workspace, server.sample[key], index);
    if (pageId === undefined) return;
    server.sample.workspace.people.rename(pageId, `Ahead by ${minutes}`);
    server.sample.workspace.people.dateEdit(pageId, new Date(notionClock.now().getTime() + minutes * minuteMs));
  }),
);

const polling = step('tick', async ({ server }) => {
  await tick(server);
});

const failing: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...faults), fc.nat(6), fc.constantFrom(1, 99))
  .map(([answer, skip, times]) =>
    step(`tick among ${times} × ${JSON.stringify(answer)} after ${skip}`, async ({ server }) => {
      server.sample.workspace.faults.next({ skip, times }, { answer });
      await tick(server);
      server.sample.workspace.faults.clear();
    }),
  );

/** Cursors that Notion takes back while they are in use. */
const refusing: fc.Arbitrary<Step> = fc.nat(3).map((skip) =>
  step(`tick that loses its cursors after ${skip} queries`, async ({ server }) => {
    const { workspace } = server.sample;
    beforeAnswer(server, { path: /query$/u, skip }, () => workspace.expireCursors());
    await tick(server);
    workspace.faults.clear();
  }),
);

/** Edits that happen while rows are being read. */
const meanwhile: fc.Arbitrary<Step> = fc
  .tuple(fc.oneof(...edits, making, ...vanishing), fc.nat(4))
  .map(([edit, skip]) =>
    step(`tick, and after ${skip} requests: ${edit.text}`, async (scene) => {
      beforeAnswer(scene.server, { skip }, () => void edit.take(scene));
      await tick(scene.server);
      scene.server.sample.workspace.faults.clear();
    }),
  );

/** What the connection may see goes and comes back. */
const sharing: fc.Arbitrary<Step> = fc.constantFrom('unshare', 'share').map((what) =>
  onSchema(`${what} the database`, ({ sample }) => {
    const { people } = sample.workspace;
    if (what === 'share') people.shareDatabase(sample.databaseId);
    else people.unshareDatabase(sample.databaseId);
  }),
);

/** A server that dies at some statement, request or commit of a tick, and another one that takes over. */
const dying: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 60 }).map((at) =>
  step(`tick that dies at step ${at}`, async ({ server, notionClock }) => {
    await pollNotion(crashingAt(server.services, at).services).catch(() => {});
    await server.settled();
    for (const clock of [server.clock, notionClock]) clock.advance(31 * secondMs);
    await takeOverRuns(server.services);
    await server.settled();
  }),
);

/** Random days in the life of a workspace, with ticks in between. */
export const story: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.oneof(...edits), weight: 8 },
    { arbitrary: fc.oneof(...vanishing), weight: 3 },
    { arbitrary: making, weight: 1 },
    { arbitrary: fc.oneof(...schema), weight: 2 },
    { arbitrary: passing, weight: 5 },
    { arbitrary: jumping, weight: 1 },
    { arbitrary: ahead, weight: 1 },
    { arbitrary: fc.constant(polling), weight: 4 },
    { arbitrary: failing, weight: 1 },
    { arbitrary: dying, weight: 1 },
    { arbitrary: refusing, weight: 1 },
    { arbitrary: meanwhile, weight: 2 },
    { arbitrary: sharing, weight: 1 },
  ),
  { minLength: 5, maxLength: 40 },
);
