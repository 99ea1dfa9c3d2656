import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { sampleWorkspace, type Sample } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../server/demo/workspace/serve.ts';
import { makeDatabase } from './postgres.ts';

const serverUrl = process.env['TEST_DATABASE_URL'];

/** The databases a server may have, and whether there is one here. */
export const places = [
  ['the embedded database', true],
  ['PostgreSQL', serverUrl !== undefined],
] as const;

/** A workspace and a database, for servers that come and go. */
export interface Place {
  sample: Sample;
  token: string;
  variables: Record<string, string>;
  /** Lets the half minute go by that the claim of a dead server lasts, where others may share its database. */
  endLeases: () => Promise<void>;
  close: () => Promise<void>;
}

const rowsMore = 300;
const latencyMs = 8;

export async function openPlace(name: (typeof places)[number][0]): Promise<Place> {
  const token = 'tm_token-of-the-kill-test-0123456789';
  const sample = sampleWorkspace({ clock: { now: () => new Date() }, newId: randomUUID, requestsPerMinute: Infinity });
  for (let made = 0; made < rowsMore; made += 1) {
    sample.workspace.people.createPage(sample.tasksId, { title: `Task ${made}`, Status: 'In Progress' });
  }
  const notion = await serveWorkspace(sample.workspace, { latencyMs });
  const database = await (name === 'PostgreSQL' ? onPostgres() : embedded());
  return {
    sample,
    token,
    variables: {
      ...database.variables,
      TICKMARK_SECRET: 'the secret of all these servers',
      TICKMARK_ADMIN_TOKEN: token,
      NOTION_BASE_URL: notion.url,
      NOTION_TOKEN: sample.token,
      NOTION_DATABASE_ID: sample.databaseUrl,
      NOTION_SYNC_CRON: '0 0 0 1 1 *',
      NOTION_REQUESTS_PER_MINUTE: '6000',
      LOG_LEVEL: 'warn',
    },
    endLeases: database.endLeases,
    close: async () => {
      await notion.close();
      await database.close();
    },
  };
}

type PlaceDatabase = Pick<Place, 'variables' | 'endLeases' | 'close'>;

/** Who starts here knows that everybody before is dead, so no claim has to run out. */
function embedded(): PlaceDatabase {
  const folder = mkdtempSync(path.join(tmpdir(), 'tickmark-kill-'));
  return {
    variables: { TICKMARK_DATA: folder },
    endLeases: () => Promise.resolve(),
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

async function onPostgres(): Promise<PlaceDatabase> {
  const database = await makeDatabase(serverUrl ?? '');
  const client = postgres(database.url, { max: 1, onnotice: () => {} });
  return {
    variables: { DATABASE_URL: database.url },
    endLeases: async () => {
      await client`update lease set leased_until = to_timestamp(0)`;
    },
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}
