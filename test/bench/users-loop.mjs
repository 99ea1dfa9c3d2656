// What somebody would write in an afternoon: all rows with the SDK's own helper, then one upsert for each.
// Prints what came of it as JSON. `DATABASE_URL`, or a folder for an embedded database.
import { PGlite } from '@electric-sql/pglite';
import { Client, collectPaginatedAPI } from '@notionhq/client';
import { readFileSync } from 'node:fs';
import postgres from 'postgres';

const { NOTION_BASE_URL, NOTION_TOKEN, DATA_SOURCE, DATABASE_URL, FOLDER } = process.env;

const notion = new Client({ auth: NOTION_TOKEN, baseUrl: NOTION_BASE_URL, notionVersion: '2026-03-11' });
const { run, close } = await open();
await run(`create table task (
  page_id text primary key, key text, title text, status text, priority text, edited_at timestamptz)`);

const startedMs = performance.now();
const pages = await collectPaginatedAPI(notion.dataSources.query, { data_source_id: DATA_SOURCE });
for (const page of pages) {
  const { Name, ID, Status, Priority } = page.properties;
  await run(
    `insert into task values ($1, $2, $3, $4, $5, $6) on conflict (page_id) do update set
      key = excluded.key, title = excluded.title, status = excluded.status, priority = excluded.priority,
      edited_at = excluded.edited_at`,
    [
      page.id,
      `${ID.unique_id.prefix}-${ID.unique_id.number}`,
      Name.title.map((part) => part.plain_text).join(''),
      Status.status?.name ?? null,
      Priority.select?.name ?? null,
      page.last_edited_time,
    ],
  );
}
const seconds = (performance.now() - startedMs) / 1000;
await close();
const peakKb = /VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
const { userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(JSON.stringify({ rows: pages.length, seconds, cpuSeconds, peakMb: Number(peakKb) / 1024 }));

async function open() {
  if (DATABASE_URL === undefined) {
    const database = await PGlite.create(FOLDER);
    return { run: (text, values = []) => database.query(text, values), close: () => database.close() };
  }
  const database = postgres(DATABASE_URL, { max: 1, onnotice: () => {} });
  return { run: (text, values = []) => database.unsafe(text, values), close: () => database.end() };
}
