import type { Database } from '../../../server/database/database.ts';
import type { NotionSession } from '../../../server/notion/gateway.ts';
import type { Services } from '../../../server/services.ts';

/** The process is gone: nothing after it happens any more. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface CrashingServer {
  services: Services;
  hasCrashed: () => boolean;
}

const statements = new Set<string | symbol>([
  'select',
  'selectDistinct',
  'insert',
  'update',
  'delete',
  'execute',
  '$count',
]);

/**
 * The same server as a process that dies at its `at`th step: before a statement, before or after a transaction ends,
 * before a request leaves, or after Notion has carried it out and before the answer is read; or, `answered`, when the
 * first write was answered. From then on it does nothing more, not even give its claims back.
 */
export function crashingAt(services: Services, at: number | 'answered'): CrashingServer {
  let dead = false;
  const watched = watch(services, {
    step: (count) => {
      dead ||= count === at;
      if (dead) throw new Crash(`step ${at}`);
    },
    answered: () => {
      dead ||= at === 'answered';
    },
  });
  return { services: watched, hasCrashed: () => dead };
}

/** The same server, of which the `at`th step fails, as a database does that is away for a moment; then it goes on. */
export function stumblingAt(services: Services, at: number): CrashingServer {
  let stumbled = false;
  const watched = watch(services, {
    step: (count) => {
      if (count !== at) return;
      stumbled = true;
      throw new Crash(`step ${at}`);
    },
    answered: () => {},
  });
  return { services: watched, hasCrashed: () => stumbled };
}

/** Tells each step before it is taken, with its number, and when a write was answered. */
function watch(services: Services, tell: { step: (count: number) => void; answered: () => void }): Services {
  let steps = 0;

  function step(): void {
    steps += 1;
    tell.step(steps);
  }

  function watchedDatabase(db: Database): Database {
    return new Proxy(db, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name === 'transaction') return (work: (tx: Database) => Promise<unknown>) => transact(target, work);
        if (statements.has(name)) step();
        return value.bind(target);
      },
    });
  }

  async function transact(db: Database, work: (tx: Database) => Promise<unknown>): Promise<unknown> {
    step();
    const result = await db.transaction((tx) => work(watchedDatabase(tx as Database)));
    step();
    return result;
  }

  async function around<T>(request: () => Promise<T>): Promise<T> {
    step();
    try {
      return await request();
    } finally {
      step();
    }
  }

  function watchedSession(session: NotionSession): NotionSession {
    return {
      ...session,
      read: (request) => around(() => session.read(request)),
      turn: async () => {
        const send = await around(() => session.turn());
        return (notedAt, request) =>
          around(async () => {
            try {
              return await send(notedAt, request);
            } finally {
              tell.answered();
            }
          });
      },
    };
  }

  const notion = {
    session: (...how: Parameters<Services['notion']['session']>) => watchedSession(services.notion.session(...how)),
  };
  return { ...services, db: watchedDatabase(services.db), notion };
}
