import { sql } from 'drizzle-orm';
import { rows } from '../../../server/database/database.ts';
import type { Problem } from '../../../shared/errors.ts';
import type { Issue, StatusOption } from '../../../shared/api/issues.ts';
import type { TestServer } from '../../support/server.ts';

/** An answer that may be what was asked for or a problem. */
export type Told<T> = T & Problem;

export function setStatus(server: TestServer, body: object, key = 'NT-42', token?: string) {
  return server.call<Told<Issue>>('PUT', `/issues/${key}/status`, body, token);
}

export async function statusesOf(server: TestServer, key = 'NT-42'): Promise<StatusOption[]> {
  return (await server.call<{ items: StatusOption[] }>('GET', `/issues/${key}/statuses`)).body.items;
}

/** A cell of the page in Notion. */
export function cell({ sample: { workspace } }: TestServer, column: string, key = 'NT-42') {
  return workspace.value(workspace.findPage(key), column);
}

export function integrationId({ sample: { workspace, botId } }: TestServer): string {
  return workspace.snapshot().integrations.find((one) => one.botId === botId)?.id ?? '';
}

/** What the audit holds of these actions, oldest first. */
export async function audited(server: TestServer, like: string) {
  return rows<{ action: string; actor: string; subject: string; detail: Record<string, unknown> }>(
    await server.services.db.execute(
      sql`select action, actor, subject, detail from audit_entry where action like ${like} order by at, id`,
    ),
  );
}

/** How often editors were told that a task changed. */
export async function toldOf({ services }: TestServer, issueId: string): Promise<number> {
  const [row] = rows<{ count: number }>(
    await services.db.execute(
      sql`select count(*)::int as count from event where type = 'issue' and data->'issueIds' ? ${issueId}`,
    ),
  );
  return row?.count ?? 0;
}
