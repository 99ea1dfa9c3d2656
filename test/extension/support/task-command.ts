import type { TaskApi } from '../../../extension/host/task-api.ts';
import type { Work, WorkContext } from '../../../extension/ui/work.ts';
import { createContext, type Done } from './context.ts';
import { createFakeDialogs, type FakeDialogs } from './fake-dialogs.ts';
import { createFakePickers, createFakeWork, type FakePickers, type FakeWork } from './fake-work.ts';
import { sampleIssue, sampleLink, success } from './samples.ts';

interface Told {
  context: WorkContext;
  work: FakeWork;
  pickers: FakePickers;
  dialogs: FakeDialogs;
  done: Done;
  text: () => string;
}

/** The commands of a task with what a person answers, and what was shown. */
export async function setUp(options: {
  api?: Partial<TaskApi>;
  work?: Omit<Partial<Work>, 'api' | 'pickers'>;
  chosen?: (string | undefined)[];
  searched?: string[];
  typed?: (string | undefined)[][];
  buttons?: string[];
  link?: Parameters<typeof createContext>[0] extends infer O ? (O extends { link?: infer L } ? L : never) : never;
  branch?: string | null;
  signedIn?: boolean;
}): Promise<Told> {
  const pickers = createFakePickers(options.chosen, [], options.searched);
  const work = createFakeWork({ ...options.work, api: options.api ?? {}, pickers });
  const dialogs = createFakeDialogs(options.typed ?? [], { buttons: options.buttons ?? [] });
  const { context, done } = await createContext({
    dialogs,
    work,
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.branch === undefined ? {} : { branch: options.branch }),
    signedIn: options.signedIn ?? true,
  });
  return { context, work, pickers, dialogs, done, text: () => dialogs.messages.map(({ text }) => text).join('\n') };
}

/** Of the branch in front. */
export const issue = sampleIssue();
export const unlinked = success(sampleLink({ issue: null, rule: 'none', reason: 'There is no key.' }));
export const source = { id: 's1', name: 'Tasks', prefix: 'NT', statusProperty: true, assigneeProperty: true };
export const created = sampleIssue({ id: 'i50', key: 'NT-50', title: 'Say why' });
