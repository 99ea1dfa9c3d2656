import { makeId } from './ids.ts';
import { sampleBugs } from './sample-bugs.ts';
import type { TokenRecord } from './records.ts';
import { samplePeople } from './sample-people.ts';
import type { SampleRow } from './sample-rows.ts';
import { bugColumns, taskColumns } from './sample-schema.ts';
import { sampleTasks } from './sample-tasks.ts';
import type { Clock } from './state.ts';
import type { PlainValue } from './values-plain.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATABASE_TITLE = 'Product tasks';
const PRIVATE_DATABASE_TITLE = 'Hiring';
const HANDBOOK_TITLE = 'Team handbook';

/** A sample workspace and the ids one needs to connect to it. */
export interface Sample {
  workspace: Workspace;
  /** Token of the connection the database is shared with; made anew for each installation. */
  token: string;
  botId: string;
  databaseId: string;
  /** Address of the database as a person copies it from the browser. */
  databaseUrl: string;
  tasksId: string;
  bugsId: string;
  /** A shared page that is not a database. */
  plainPageId: string;
  /** A database the connection was not added to. */
  privateDatabaseId: string;
  /** Id of a linked view: looks like a database to people, is none to the API. */
  linkedViewId: string;
  /** User ids by name. */
  people: Readonly<Record<string, string>>;
}

interface Columns {
  status: string;
  people: string;
  estimate: string;
}

const taskNames: Columns = { status: 'Status', people: 'Assignee', estimate: 'Estimate' };
const bugNames: Columns = { status: 'status', people: 'Owner', estimate: 'Time Estimate' };

/** A clock the builder sets back and forth, so that the data has a past. */
interface TravelClock extends Clock {
  goBack(byMs: number): void;
}

function travelClock(clock: Clock): TravelClock {
  const startMs = clock.now().getTime();
  let timeMs = startMs;
  return { now: () => new Date(timeMs), goBack: (byMs) => void (timeMs = startMs - byMs) };
}

function cellsOf(row: SampleRow, names: Columns, userIds: readonly string[]): Record<string, PlainValue> {
  const cells: Record<string, PlainValue> = { title: row.title, [names.status]: row.status };
  if (row.people !== undefined) cells[names.people] = row.people.flatMap((index) => userIds[index] ?? []);
  if (row.priority !== undefined) cells['Priority'] = row.priority;
  if (row.estimateHours !== undefined) cells[names.estimate] = row.estimateHours;
  if (row.spentHours !== undefined) cells['Time Spent'] = row.spentHours;
  return cells;
}

interface Builder {
  workspace: Workspace;
  clock: TravelClock;
  userIds: readonly string[];
}

function addRow({ workspace, clock, userIds }: Builder, dataSourceId: string, row: SampleRow, names: Columns): void {
  const { people } = workspace;
  const by = userIds[row.people?.[0] ?? 0];
  const dataSource = workspace.desk.state.dataSources.get(dataSourceId);
  if (dataSource !== undefined) dataSource.nextNumber = row.number;
  clock.goBack(row.createdDaysAgo * DAY_MS);
  const pageId = people.createPage(dataSourceId, { title: row.title }, by);
  clock.goBack(row.editedHoursAgo * HOUR_MS);
  for (const [name, value] of Object.entries(cellsOf(row, names, userIds))) people.setProperty(pageId, name, value, by);
  if (row.trashed === true) people.trash(pageId, by);
  if (row.archived === true) people.archive(pageId, by);
}

function addRows(builder: Builder, dataSourceId: string, rows: readonly SampleRow[], names: Columns): void {
  const ascending = rows.toSorted((left, right) => left.number - right.number);
  for (const row of ascending) addRow(builder, dataSourceId, row, names);
}

/** What the table of rows has no room for: a body, other columns, comments and a bot as assignee. */
function addDetails({ workspace, clock, userIds }: Builder): void {
  const { people } = workspace;
  const robot = people.addToken({ label: 'robot token', name: 'Release robot' });
  const pageId = workspace.findPage('NT-42');
  clock.goBack(9 * HOUR_MS);
  people.setProperty(workspace.findPage('NT-41'), 'Assignee', [userIds[18] ?? '', robot.botId], userIds[18]);
  clock.goBack(3 * HOUR_MS);
  people.setProperty(pageId, 'Area', ['Web'], userIds[1]);
  people.setProperty(pageId, 'Due', clock.now().toISOString().slice(0, 10), userIds[1]);
  people.setProperty(pageId, 'Notes 📝', 'Remember it per device; forget it on sign-out.', userIds[1]);
  people.writeParagraph(pageId, 'Whoever signs in again should land where they left off.', userIds[1]);
  clock.goBack(30 * HOUR_MS);
  people.addComment(pageId, 'Should it remember the workspace per device or per person?', userIds[2]);
  clock.goBack(28 * HOUR_MS);
  people.addComment(pageId, 'Per device is enough for now.', userIds[0]);
}

function addHandbook({ workspace, clock }: Builder): string {
  const { people } = workspace;
  clock.goBack(90 * DAY_MS);
  const pageId = people.createPlainPage(HANDBOOK_TITLE);
  people.writeParagraph(pageId, 'How we work: small steps, written down, reviewed by somebody else.');
  people.writeParagraph(pageId, 'Branches carry the key of their task, such as feature/NT-42-login.');
  return pageId;
}

function build(clock: TravelClock, newId: () => string): Workspace {
  const workspace = createWorkspace({ clock, newId });
  const { people } = workspace;
  clock.goBack(90 * DAY_MS);
  const userIds = samplePeople.map((person) => people.addPerson({ emailVerified: true, ...person }));
  const builder = { workspace, clock, userIds };
  const plans = [
    { title: 'Tasks', columns: taskColumns(newId) },
    { title: 'Bugs', columns: bugColumns(newId) },
  ];
  const { databaseId, dataSourceIds } = people.addDatabase(DATABASE_TITLE, plans);
  const [tasksId = '', bugsId = ''] = dataSourceIds;
  const applicants = { title: 'Applicants', columns: [{ name: 'Name', type: 'title' as const }] };
  const hidden = people.addDatabase(PRIVATE_DATABASE_TITLE, [applicants]);
  people.createPage(hidden.dataSourceIds[0] ?? '', { Name: 'An applicant' });
  const handbookId = addHandbook(builder);
  const issued = people.addToken({ label: 'sample token', name: 'Issue tracker' });
  people.share(databaseId, issued.integrationId);
  people.share(handbookId, issued.integrationId);
  addRows(builder, tasksId, sampleTasks, taskNames);
  addRows(builder, bugsId, sampleBugs, bugNames);
  addDetails(builder);
  return workspace;
}

function must<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new Error(`This workspace is not the sample: it has no ${what}`);
  return item;
}

/** Names the parts of a sample workspace, a new one or one read from its file. */
export function sampleOf(workspace: Workspace): Sample {
  const { state } = workspace.desk;
  const databases = [...state.databases.values()];
  const database = must(
    databases.find(({ title }) => title === DATABASE_TITLE),
    'task database',
  );
  const hidden = must(
    databases.find(({ title }) => title === PRIVATE_DATABASE_TITLE),
    'private database',
  );
  const handbook = [...state.pages.values()].find((page) => page.parent.type === 'workspace');
  const tokens = state.tokens.filter((one) => !one.revoked);
  const sharedWith = (one: TokenRecord) => state.integrations.get(one.integrationId)?.grants.includes(database.id);
  const token = must(tokens.find(sharedWith) ?? tokens[0], 'token');
  const viewId = makeId(() => `view of ${database.id}`).replaceAll('-', '');
  const [tasksId, bugsId] = database.dataSourceIds;
  return {
    workspace,
    token: token.token,
    botId: must(state.integrations.get(token.integrationId), 'connection').botId,
    databaseId: database.id,
    databaseUrl: `https://www.notion.so/acme/Product-tasks-${database.id.replaceAll('-', '')}?v=${viewId}`,
    tasksId: must(tasksId, 'tasks'),
    bugsId: must(bugsId, 'bugs'),
    plainPageId: must(handbook, 'handbook').id,
    privateDatabaseId: hidden.id,
    linkedViewId: makeId(() => `linked view of ${database.id}`),
    people: Object.fromEntries([...state.users.values()].map((user) => [user.name ?? '', user.id])),
  };
}

/** Makes the sample workspace with a past that ends now; with `data`, continues on what is there. */
export function sampleWorkspace(options: WorkspaceOptions): Sample {
  const data = options.data ?? build(travelClock(options.clock), options.newId).snapshot();
  return sampleOf(createWorkspace({ ...options, data }));
}
