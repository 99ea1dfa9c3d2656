import type { Logger } from 'pino';
import type { Environment } from './config/environment.ts';
import type { SecretBox } from './config/secret-box.ts';
import type { Actor, Clock, Ctx } from './context.ts';
import type { Database } from './database/database.ts';
import type { NotionGateway } from './notion/gateway.ts';

/** What the composition root makes once and hands to routes and jobs. */
export interface Services {
  db: Database;
  clock: Clock;
  newId: () => string;
  log: Logger;
  environment: Environment;
  secrets: SecretBox;
  notion: NotionGateway;
  /** Wakes a loop at once instead of at its next look. Only a hint. */
  wake: Record<'outbox' | 'events' | 'webhooks', () => void>;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
  /** Starts work that goes on after the answer; the server waits for it when it stops. */
  background: (name: string, work: () => Promise<void>) => void;
}

/** The context of a use case, from the services and who acts for which department. */
export function contextOf(
  services: Services,
  actor: Actor,
  departmentId: string,
  requestId: string,
  log?: Logger,
): Ctx {
  const { db, clock, newId } = services;
  return { actor, department: { id: departmentId }, db, clock, newId, log: log ?? services.log, requestId };
}

/** The context of a job. */
export function jobContext(services: Services, name: string, departmentId: string): Ctx {
  return contextOf(
    services,
    { kind: 'job', name },
    departmentId,
    `job-${services.newId()}`,
    services.log.child({ job: name }),
  );
}
