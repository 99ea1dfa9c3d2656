import type { Account } from '../../../extension/host/session.ts';
import { createSession } from '../../../extension/host/session.ts';
import type { BranchLink } from '../../../shared/api/branches.ts';
import { type Result, notSignedIn } from '../../../extension/core/failure.ts';
import { createTaskStore } from '../../../extension/core/task-store.ts';
import { untranslated as t } from '../../../extension/core/translate.ts';
import type { Context } from '../../../extension/ui/context.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeDialogs, type FakeDialogs } from './fake-dialogs.ts';
import type { Work, WorkContext } from '../../../extension/ui/work.ts';
import { createFakePauses } from './fake-pauses.ts';
import { createFakeWork } from './fake-work.ts';
import { createFakeSecrets } from './fake-secrets.ts';
import { positionOn, sampleLink, success } from './samples.ts';

const address = 'http://127.0.0.1:4242';
export const ana: Account = { address, token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' };

/** What the editor was asked to do. */
export interface Done {
  opened: string[];
  copied: string[];
  ran: string[];
  /** What commands were run about. */
  subjects: unknown[];
  settings: string[];
  documents: { name: string; text: string }[];
  counting: boolean[];
}

/** A context for commands, on a branch with a task and signed in unless said otherwise. */
export async function createContext(
  options: {
    dialogs?: FakeDialogs;
    signedIn?: boolean;
    link?: Result<BranchLink>;
    branch?: string | null;
    changes?: Partial<Context>;
    work?: Work;
  } = {},
): Promise<{ context: WorkContext; dialogs: FakeDialogs; clock: FakeClock; done: Done }> {
  const {
    dialogs = createFakeDialogs(),
    signedIn = true,
    link = success(sampleLink()),
    branch = 'feature/NT-42',
  } = options;
  const clock = createFakeClock();
  const session = createSession(createFakeSecrets(), () => address);
  if (signedIn) await session.signIn(ana);
  else await session.load();
  const task = createTaskStore({
    clock,
    random: () => 1,
    resolve: async () => link,
    recall: () => null,
    remember: () => undefined,
    onChange: () => undefined,
  });
  task.setSession(session.state());
  session.onChange(() => task.setSession(session.state()));
  task.setPosition(positionOn(branch));
  await task.refresh();
  const done: Done = { opened: [], copied: [], ran: [], subjects: [], settings: [], documents: [], counting: [] };
  const unexpected = async (): Promise<typeof notSignedIn> => notSignedIn;
  const context: WorkContext = {
    t,
    clock,
    newId: () => '0195e000-0000-7000-8000-000000000009',
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      fault: () => undefined,
      recent: () => [],
    },
    dialogs,
    editor: {
      openExternal: (url) => void done.opened.push(url),
      copy: async (text) => void done.copied.push(text),
      openSetting: (id) => void done.settings.push(id),
      showLog: () => void done.ran.push('log'),
      showDocument: async (name, text) => void done.documents.push({ name, text }),
      run: async (command, subject) => {
        done.ran.push(command);
        if (subject !== undefined) done.subjects.push(subject);
      },
      progress: async (_title, work) => work(),
      cancellable: async (_title, work) => work(() => ({ dispose: () => undefined })),
    },
    session,
    api: {
      me: unexpected,
      resolveBranch: unexpected,
      postWorklog: unexpected,
      postHeartbeats: unexpected,
      startSync: unexpected,
      run: unexpected,
    },
    oauth: { begin: unexpected, poll: async () => ({ kind: 'failed', ...notSignedIn }), revoke: unexpected },
    task,
    git: { lastCommitSubject: async () => '' },
    worklogs: () => null,
    codingTime: { counting: () => null },
    pauses: createFakePauses(),
    privacy: { folders: () => ({ entries: [], wrong: [], has: () => false }) },
    localData: {
      unsent: async () => ({ heartbeats: 0, worklogs: 0 }),
      send: async () => undefined,
      stopCounting: async () => undefined,
      erase: async () => [],
    },
    settings: () => ({ server: address, heartbeats: { enabled: false, paths: 'hashed', idleMinutes: 15 } }),
    setCounting: async (enabled) => void done.counting.push(enabled),
    seenFields: { unseen: () => [], note: () => undefined },
    version: '1.0.0',
    door: {
      run: async (command, _context, subject) => {
        done.ran.push(command);
        if (subject !== undefined) done.subjects.push(subject);
      },
      refresh: async () => void done.ran.push('views'),
    },
    work: options.work ?? createFakeWork(),
    environment: () => ({ editor: 'Editor', system: 'system', remote: 'none', language: 'en', userName: 'ana' }),
    unlinked: { isOffered: () => false, decline: () => undefined },
    redraw: () => undefined,
    ...options.changes,
  };
  return { context, dialogs, clock, done };
}
