import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import type { Services } from '../services.ts';
import { findConnection, type ConnectionRow } from './sources.repository.ts';

/** Where a department's token is sealed for: the text opens nowhere else. */
export function tokenPlace(departmentId: string): string {
  return `notion_connection:${departmentId}:sealed_token`;
}

/** @throws ProblemError notion.auth when the server's secret is not the one the token was sealed with. */
export function openToken(services: Services, connection: ConnectionRow): string {
  try {
    return services.secrets.open(connection.sealedToken, tokenPlace(connection.departmentId));
  } catch {
    throw new ProblemError(
      'notion.auth',
      'The saved token cannot be opened: TICKMARK_SECRET is not the one it was saved with.',
    );
  }
}

/** @throws ProblemError notion.disabled when the department has no connection or it is switched off. */
export async function enabledConnection(ctx: Ctx): Promise<ConnectionRow> {
  const connection = await findConnection(ctx);
  if (connection === undefined || !connection.enabled) throw new ProblemError('notion.disabled');
  return connection;
}
