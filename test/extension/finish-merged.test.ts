import { expect, test } from 'vitest';
import type { Merged } from '../../extension/core/merged.ts';
import type { WorkRepository } from '../../extension/core/work-repository.ts';
import type { TaskApi } from '../../extension/host/task-api.ts';
import { finishMerged } from '../../extension/ui/finish-merged.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import {
  type CheckAnswer,
  createFakePickers,
  createFakeRepository,
  createFakeWork,
  statusesOn,
} from './support/fake-work.ts';
import { failureOf, sampleIssue, success } from './support/samples.ts';

const branch = 'feature/NT-42-x';
const byCommits: Merged = { into: 'main', remote: 'origin', ground: 'commits' };

async function press(
  answer: CheckAnswer,
  options: {
    merged?: Merged | null;
    api?: Partial<TaskApi>;
    repository?: Partial<WorkRepository>;
    decide?: string[];
  } = {},
) {
  const repository = createFakeRepository({ branch, ...options.repository });
  const pickers = createFakePickers(options.decide, [answer]);
  const work = createFakeWork({
    api: {
      statuses: async () => success(statusesOn('In review')),
      setStatus: async () => success(sampleIssue()),
      ...options.api,
    },
    pickers,
    repository: () => repository,
  });
  const dialogs = createFakeDialogs();
  const { context } = await createContext({ branch, dialogs, work });
  context.task.noteMerged(branch, options.merged === undefined ? byCommits : options.merged);
  await finishMerged(context);
  return {
    rows: pickers.lists[0]?.rows ?? [],
    lists: pickers.lists,
    done: repository.done,
    status: work.calls.filter((call) => call.startsWith('setStatus')),
    told: dialogs.messages.map(({ text }) => text).join('\n'),
  };
}

test('after the merge each step is shown, and going away does nothing', async () => {
  const { rows, done, status } = await press('leave');
  expect(rows).toEqual([
    '— merged into main',
    '[x] Set the status “Done”',
    '[x] Go back to main',
    '[x] Pull main from origin',
    '[x] Delete the branch feature/NT-42-x here',
    '[ ] Delete the branch feature/NT-42-x on origin',
  ]);
  expect([done, status]).toEqual([[], []]);
});

test('one press: the task is done and the branch cleaned up, and the branch on the remote stays', async () => {
  const { done, status, told } = await press('accept');
  expect(status).toEqual([expect.stringContaining('"status":"s4"')]);
  expect(done).toEqual(['switch to main', 'pull', 'delete feature/NT-42-x at c9c9c9c9c9']);
  expect(told).toBe('NT-42 closed. Done: status “Done”, back on main, main pulled, feature/NT-42-x deleted here.');
});

test('the branch on the remote is deleted only when it is asked for', async () => {
  const { done } = await press({ with: ['deleteRemote'] });
  expect(done.at(-1)).toBe('delete feature/NT-42-x on the remote');
});

test('nothing is deleted that is not ticked', async () => {
  const { done } = await press({ without: ['delete', 'status'] });
  expect(done).toEqual(['switch to main', 'pull']);
});

const nowhere = { commit: 'c9c9c9c9c9', isOnRemote: false, isKept: false, isRemoteKept: false };

test('commits that are nowhere else are kept unless somebody says so, and it is told which', async () => {
  const repository = { whereabouts: async () => nowhere };
  const { rows, done } = await press('accept', { merged: { ...byCommits, ground: 'content' }, repository });
  expect(rows).toContain('[ ] Delete the branch feature/NT-42-x here');
  expect(done).toEqual(['switch to main', 'pull']);
  const asked = await press({ with: ['delete'] }, { repository });
  expect(asked.done).toContain('delete feature/NT-42-x at c9c9c9c9c9');
});

test('a branch whose commits left the remote since the steps were shown is kept', async () => {
  let looks = 0;
  const whereabouts = async () => {
    looks += 1;
    return looks === 1 ? { ...nowhere, isKept: true } : nowhere;
  };
  const { done, lists } = await press('accept', { repository: { whereabouts }, decide: ['Stop here'] });
  expect(done).toEqual(['switch to main', 'pull']);
  expect(lists[1]?.rows[0]).toBe('— The commits of feature/NT-42-x are no longer on origin, so the branch is kept.');
});

test('a remote branch with commits that are not merged is not offered for deletion', async () => {
  const repository = { whereabouts: async () => ({ ...nowhere, isKept: true, isOnRemote: true }) };
  const { rows } = await press('leave', { repository });
  expect(rows.some((row) => row.includes('on origin'))).toBe(false);
});

test('with uncommitted changes only the status is ticked', async () => {
  const { rows } = await press('leave', { repository: { changedFiles: 2 } });
  expect(rows).toContain('— Files with uncommitted changes: 2');
  expect(rows.filter((row) => row.startsWith('[x]'))).toEqual(['[x] Set the status “Done”']);
});

test('when a step fails, what was done is taken back: the branch is made again where it was', async () => {
  const repository = { deleteRemoteBranch: () => Promise.reject(new Error('The remote cannot be reached.')) };
  const { done, told } = await press({ with: ['deleteRemote'] }, { repository, decide: ['Take back what was done'] });
  expect(done.slice(3)).toEqual(['restore feature/NT-42-x at c9c9c9c9c9', 'switch to feature/NT-42-x']);
  expect(told).toContain('NT-42 closed was taken back.');
  expect(told).toContain('What was pulled stays.');
});

test('without the server the branch can be cleaned up all the same, and the status says why not', async () => {
  const { rows, done } = await press('accept', { api: { statuses: async () => failureOf('offline') } });
  expect(rows.find((row) => row.startsWith('— No status:'))).toBeDefined();
  expect(done).toContain('delete feature/NT-42-x at c9c9c9c9c9');
});

test('what is not known to be merged is not cleaned up, and it is said what helps', async () => {
  const { rows, told } = await press('accept', { merged: null });
  expect(rows).toEqual([]);
  expect(told).toBe('Git does not show that the branch is merged. Fetch, or use Finish Task.');
});

test('in a folder of its own the status is set, and what to do with the folder is said', async () => {
  const { rows, done, status } = await press('accept', { repository: { isWorktree: true } });
  expect(rows).toContain('— This folder is a worktree: remove it, then delete the branch from the main folder');
  expect([done, status.length]).toEqual([[], 1]);
});
