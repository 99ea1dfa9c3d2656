import type { Issue, StatusOption } from '../../../shared/api/issues.ts';
import { notSignedIn, type Result } from '../../../extension/core/failure.ts';
import { createKnownTasks } from '../../../extension/core/known-tasks.ts';
import type { CheckRow, Checked, Heading, Pickers } from '../../../extension/core/pickers.ts';
import type { WorkRepository } from '../../../extension/core/work-repository.ts';
import type { TaskApi } from '../../../extension/host/task-api.ts';
import type { Work } from '../../../extension/ui/work.ts';
import { startMs } from './fake-clock.ts';
import { success } from './samples.ts';

/** What was shown in lists: rows by label, what is ticked marked with `[x]`, and lines between them with `—`. */
export interface FakePickers extends Pickers {
  lists: { title: string; rows: string[] }[];
}

/** How a person answers a checklist: everything as offered, without some rows, with some more, a click on a pencil, or away. */
export type CheckAnswer = 'accept' | 'leave' | { without?: string[]; with?: string[]; edit?: string };

/** @param chosen labels (or a part of them) for the lists in order; undefined goes away */
export function createFakePickers(
  chosen: (string | undefined)[] = [],
  checked: CheckAnswer[] = [],
  typed: string[] = [],
): FakePickers {
  const labels = [...chosen];
  const answers = [...checked];
  const texts = [...typed];
  const lists: FakePickers['lists'] = [];
  const lines = (rows: readonly (Heading | { label: string })[]): string[] =>
    rows.map((row) => ('heading' in row ? `— ${row.heading}` : row.label));
  const choose = <T extends { label: string }>(rows: readonly (T | Heading)[]): T | undefined => {
    const wanted = labels.shift();
    return rows
      .flatMap((row) => ('heading' in row ? [] : [row]))
      .find(({ label }) => wanted !== undefined && label.includes(wanted));
  };
  return {
    lists,
    async choose(title, _placeholder, rows) {
      lists.push({ title, rows: lines(rows) });
      return choose(rows);
    },
    async checklist(title, _placeholder, rows) {
      const own = rows.flatMap((row): CheckRow[] => ('heading' in row ? [] : [row]));
      const marked = rows.map((row) =>
        'heading' in row ? `— ${row.heading}` : `[${row.picked ? 'x' : ' '}] ${row.label}`,
      );
      lists.push({ title, rows: marked });
      return answerOf(answers.shift() ?? 'leave', own);
    },
    async search(title, _placeholder, find) {
      const rows = await find(texts.shift() ?? '');
      lists.push({ title, rows: lines(rows) });
      return choose(rows);
    },
  };
}

function answerOf(answer: CheckAnswer, rows: readonly CheckRow[]): Checked | undefined {
  if (answer === 'leave') return undefined;
  const { without = [], with: more = [], edit = null } = answer === 'accept' ? {} : answer;
  const ids = rows
    .filter(({ id, picked }) => (picked || more.includes(id)) && !without.includes(id))
    .map(({ id }) => id);
  return { ids, edit };
}

/** A repository that writes down what is done with it. */
export interface FakeWorkRepository extends WorkRepository {
  done: string[];
}

export function createFakeRepository(changes: Partial<WorkRepository> = {}): FakeWorkRepository {
  const done: string[] = [];
  const note = async (text: string): Promise<void> => void done.push(text);
  return {
    name: 'git.example.com/team/app',
    root: '/w/app',
    branch: 'main',
    headCommit: '1a2b3c4d5e6f',
    remote: { name: 'origin', url: 'https://github.com/team/app.git' },
    ahead: 0,
    changedFiles: 0,
    isWorktree: false,
    canStash: true,
    canMakeWorktree: true,
    hasBranch: async () => false,
    defaultBranch: async () => 'main',
    createBranch: async (name, from) => {
      await note(`create ${name} from ${from ?? 'here'}`);
      return 'c1';
    },
    switchTo: (branch) => note(`switch to ${branch}`),
    deleteFreshBranch: (name, commit) => note(`delete ${name} at ${commit ?? '?'}`),
    createWorktree: async (name, from) => {
      await note(`worktree ${name} from ${from ?? 'here'}`);
      return '/w/app.worktrees/x';
    },
    deleteWorktree: (folder) => note(`remove worktree ${folder}`),
    stash: (message) => note(`stash ${message}`),
    unstash: () => note('unstash'),
    push: () => note('push'),
    pull: () => note('pull'),
    whereabouts: async () => ({ commit: 'c9c9c9c9c9', isOnRemote: true, isKept: true, isRemoteKept: true }),
    deleteBranch: (name, commit) => note(`delete ${name} at ${commit}`),
    restoreBranch: (name, commit) => note(`restore ${name} at ${commit}`),
    deleteRemoteBranch: (name) => note(`delete ${name} on the remote`),
    ...changes,
    done,
  };
}

export const statuses: StatusOption[] = [
  option('s1', 'To do', 'To-do', 'TO_DO', true),
  option('s2', 'In progress', 'In progress', 'IN_PROGRESS'),
  option('s3', 'In review', 'In progress', 'IN_PROGRESS'),
  option('s4', 'Done', 'Complete', 'DONE'),
];

function option(
  id: string,
  name: string,
  group: string,
  defaultStatus: Issue['defaultStatus'],
  current = false,
): StatusOption {
  return { id, name, group, color: 'gray', defaultStatus, current };
}

/** The options with another one as the present one. */
export function statusesOn(name: string): StatusOption[] {
  return statuses.map((each) => ({ ...each, current: each.name === name }));
}

export interface FakeWork extends Work {
  /** Calls of the server, as `name argument argument`. */
  calls: string[];
  pages: string[];
  folders: string[];
}

/** @param api answers; a call without one fails as if nobody were signed in */
export function createFakeWork(changes: Omit<Partial<Work>, 'api'> & { api?: Partial<TaskApi> } = {}): FakeWork {
  const calls: string[] = [];
  const api = new Proxy({} as TaskApi, {
    get: (_target, name: keyof TaskApi) => {
      return async (...values: unknown[]): Promise<Result<unknown>> => {
        calls.push([name, ...values.map((value) => JSON.stringify(value))].join(' '));
        const answer = changes.api?.[name] as ((...given: unknown[]) => Promise<Result<unknown>>) | undefined;
        return answer === undefined ? notSignedIn : answer(...values);
      };
    },
  });
  const pages: string[] = [];
  const folders: string[] = [];
  return {
    pickers: createFakePickers(),
    known: createKnownTasks({
      clock: { nowMs: () => startMs },
      issue: api.issue,
      prefixes: async () => success(['NT']),
    }),
    mine: { state: () => ({ issues: [], failure: null, isAsking: false }), refresh: async () => undefined },
    recent: () => [],
    repository: () => null,
    freshRepository: async () => changes.repository?.() ?? null,
    selection: () => null,
    todo: () => null,
    openFolder: async (folder) => void folders.push(folder),
    showPage: async ({ title }) => void pages.push(title),
    progress: async (_title, work) => work(() => undefined),
    settings: () => ({ branchTemplate: 'feature/{key}-{slug}', defaultBranch: '', commitMessage: '' }),
    uriScheme: () => 'vscode',
    isPrivate: () => false,
    saveFile: async (name) => name,
    ...changes,
    api,
    calls,
    pages,
    folders,
  };
}
