import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import type { NotionSession } from '../notion/gateway.ts';
import type { Services } from '../services.ts';
import { findConnection, type ConnectionRow } from './sources.repository.ts';

/** Where a department's token is sealed for: the text opens nowhere else. */
export function tokenPlace(departmentId: string): string {
  return `notion_connection:${departmentId}:sealed_token`;
}

export function openToken(services: Services, connection: ConnectionRow): string {
  return services.secrets.open(connection.sealedToken, tokenPlace(connection.departmentId));
}

/**
 * The department's connection and a session with its newest saved token.
 * @throws ProblemError notion.disabled when there is none or it is switched off.
 */
export async function connectedSession(
  services: Services,
  ctx: Ctx,
): Promise<{ connection: ConnectionRow; session: NotionSession }> {
  const connection = await findConnection(ctx);
  if (connection === undefined || !connection.enabled) throw new ProblemError('notion.disabled');
  return { connection, session: services.notion.session(openToken(services, connection)) };
}
