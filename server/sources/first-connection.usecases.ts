import { problems, ProblemError } from '../../shared/errors.ts';
import { findFirstDepartment } from '../departments/departments.repository.ts';
import { jobContext, type Services } from '../services.ts';
import { saveConnection } from './connection.usecases.ts';
import { findConnection } from './sources.repository.ts';

/**
 * Connects the first department from NOTION_TOKEN and NOTION_DATABASE_ID, once: later the settings count.
 * Answers what is wrong, in a sentence for the console, or undefined.
 */
export async function connectFromEnvironment(services: Services): Promise<string | undefined> {
  const { NOTION_TOKEN: token, NOTION_DATABASE_ID: database } = services.environment;
  if (token === undefined || database === undefined) return undefined;
  const department = await findFirstDepartment(services.db);
  if (department === undefined) return undefined;
  const ctx = jobContext(services, 'FirstStart', department.id);
  if ((await findConnection(ctx)) !== undefined) return undefined;
  try {
    await saveConnection(services, ctx, { enabled: true, token, database });
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return `NOTION_TOKEN and NOTION_DATABASE_ID could not be used: ${error.message} ${problems[error.code].fix}`;
  }
}
