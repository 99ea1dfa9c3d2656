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

/** The same server as a process that dies right before its `nth` write leaves, or right after it was answered. */
export function crashingAtWrite(services: Services, nth: number, when: 'leaving' | 'answered'): CrashingServer {
  let dead = false;
  let writes = 0;
  const die = () => {
    dead = true;
    throw new Crash(`write ${nth}, ${when}`);
  };
  const watched = watch(services, {
    step: () => {
      if (dead) throw new Crash('dead');
    },
    leaving: () => {
      writes += 1;
      if (when === 'leaving' && writes === nth) die();
    },
    answered: () => {
      if (when === 'answered' && writes === nth) die();
    },
  });
  return { services: watched, hasCrashed: () => dead };
}

/** The same server, which cannot store anything for a moment after its `nth` write was answered. */
export function forgettingWrite(services: Services, nth: number): CrashingServer {
  let writes = 0;
  let left = 0;
  const watched = watch(services, {
    step: () => {
      if (left === 0) return;
      left -= 1;
      throw new Crash('the database failed over');
    },
    leaving: () => {
      writes += 1;
    },
    answered: () => {
      // The end of the request counts as a step of its own.
      if (writes === nth) left = 3;
    },
  });
  return { services: watched, hasCrashed: () => writes >= nth };
}

/** The same server, on a database that takes nothing in as long as `isFull` says so; what is stored can be read. */
export function refusingToStore(services: Services, isFull: () => boolean): Services {
  const full = () => {
    throw Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
  };
  const db = new Proxy(services.db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return isFull() && ['insert', 'update', 'delete', 'transaction'].includes(String(name))
        ? full
        : value.bind(target);
    },
  });
  return { ...services, db };
}

interface Told {
  step: (count: number) => void;
  leaving?: () => void;
  answered: () => void;
}

/** Tells each step before it is taken, with its number, and when a write leaves and was answered. */
function watch(services: Services, tell: Told): Services {
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
            tell.leaving?.();
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
