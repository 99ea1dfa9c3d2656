import type { Logger } from 'pino';
import type { Role } from '../shared/api/people.ts';
import type { Database } from './database/database.ts';

/** The one way to get the time. */
export interface Clock {
  now: () => Date;
}

/** Who does something: a person with a token, or a job of the server. */
export type Actor = { kind: 'person'; personId: string; name: string; role: Role } | { kind: 'job'; name: string };

/** What every use case gets besides its input. `department` is the tenant: repositories filter by it. */
export interface Ctx {
  actor: Actor;
  department: { id: string };
  db: Database;
  clock: Clock;
  newId: () => string;
  log: Logger;
  requestId: string;
}

/** The same context inside a transaction. */
export function within(ctx: Ctx, tx: Database): Ctx {
  return { ...ctx, db: tx };
}

/** A person's id, or null for a job. */
export function actorPersonId(ctx: Ctx): string | null {
  return ctx.actor.kind === 'person' ? ctx.actor.personId : null;
}

/** The actor as the audit names it. */
export function actorName(actor: Actor): string {
  return actor.kind === 'person' ? `person:${actor.personId}` : `job:${actor.name}`;
}
