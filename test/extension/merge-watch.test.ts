import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Merged } from '../../extension/core/merged.ts';
import { createMergeWatch } from '../../extension/host/merge-watch.ts';
import type { GitRepository } from '../../extension/host/git-api.ts';
import { makeRealRepository, openRealRepository, type RealRepository } from './support/real-git.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

// With `git` itself on the disk: a clone, and the repository where branches are merged.

const makeFolder = useTemporaryFolders();
const branch = 'feature/NT-42-x';
const byCommits: Merged = { into: 'main', remote: 'origin', ground: 'commits' };
const byContent: Merged = { into: 'main', remote: 'origin', ground: 'content' };

interface Story {
  clone: RealRepository;
  origin: RealRepository;
  /** What is said of the branch in front after what happened until now. */
  said: () => Promise<Merged | null>;
}

async function begin(setting = ''): Promise<Story> {
  const folder = await makeFolder();
  const origin = await makeRealRepository(path.join(folder, 'origin'));
  const clone = await makeRealRepository(path.join(folder, 'clone'), origin.folder);
  await clone.git('switch', '-q', '-c', branch, '--no-track');
  const said: (Merged | null)[] = [];
  const watch = watchInto(said, setting);
  return {
    clone,
    origin,
    async said() {
      await watch.look(await clone.api({ remote: true }));
      return said.at(-1) ?? null;
    },
  };
}

function watchInto(said: (Merged | null)[], setting = '') {
  return createMergeWatch({
    defaultBranch: () => setting,
    onMerged: (_branch, merged) => void said.push(merged),
    onError(error) {
      throw error;
    },
  });
}

/** A commit on the branch, pushed for a pull request. */
async function pushWork({ clone }: Story, text = 'work'): Promise<void> {
  await clone.commit('b.txt', text);
  await clone.git('push', '-q', '-u', 'origin', branch);
}

async function merge({ origin, clone }: Story, ...how: string[]): Promise<void> {
  await origin.git('merge', '-q', ...how, branch);
  await clone.git('fetch', '-q', '--prune');
}

async function squash(story: Story, more?: () => Promise<void>): Promise<void> {
  await story.origin.git('merge', '-q', '--squash', branch);
  await story.origin.git('commit', '-q', '-m', 'Work (#1)');
  await more?.();
  await story.clone.git('fetch', '-q', '--prune');
}

test('a branch just made from the default branch is not merged', async () => {
  const story = await begin();
  expect(await story.said()).toBeNull();
});

test('a branch is merged when its commits came to the default branch by a merge commit', async () => {
  const story = await begin();
  await pushWork(story);
  expect(await story.said()).toBeNull();
  await merge(story, '--no-ff', '-m', 'Merge');
  expect(await story.said()).toEqual(byCommits);
});

test('a branch is merged when the default branch was moved forward to its commits', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  expect(await story.said()).toEqual(byCommits);
});

test('what was merged there and not fetched yet is not said', async () => {
  const story = await begin();
  await pushWork(story);
  await story.origin.git('merge', '-q', '--ff-only', branch);
  expect(await story.said()).toBeNull();
});

test('a merge into the default branch here, not pushed, is not said', async () => {
  const story = await begin();
  await story.clone.commit('b.txt', 'work');
  await story.clone.git('switch', '-q', 'main');
  await story.clone.git('merge', '-q', branch);
  await story.clone.git('switch', '-q', branch);
  expect(await story.said()).toBeNull();
});

test('another commit after the merge is work again, and not merged', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  expect(await story.said()).toEqual(byCommits);
  await story.clone.commit('c.txt', 'more');
  expect(await story.said()).toBeNull();
});

test('a branch without commits that was moved forward to the default branch is not merged', async () => {
  const story = await begin();
  await story.origin.commit('c.txt', 'theirs');
  await story.clone.git('fetch', '-q');
  await story.clone.git('merge', '-q', '--ff-only', 'origin/main');
  expect(await story.said()).toBeNull();
});

test('a branch without commits that was pushed, and deleted on the remote, is not merged', async () => {
  const story = await begin();
  await story.clone.git('push', '-q', '-u', 'origin', branch);
  await story.origin.git('branch', '-D', branch);
  await story.clone.git('fetch', '-q', '--prune');
  expect(await story.said()).toBeNull();
});

test('a colleague’s branch that was only looked at is not claimed', async () => {
  const story = await begin();
  await story.origin.git('switch', '-q', '-c', 'feature/NT-7-theirs');
  await story.origin.commit('c.txt', 'theirs');
  await story.clone.git('fetch', '-q');
  await story.clone.git('switch', '-q', 'feature/NT-7-theirs');
  await story.origin.git('switch', '-q', 'main');
  await story.origin.git('merge', '-q', 'feature/NT-7-theirs');
  await story.clone.git('fetch', '-q');
  expect(await story.said()).toBeNull();
});

test('a branch that was set to the default branch to begin anew is not merged', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  await story.clone.git('reset', '-q', '--hard', 'origin/main~1');
  expect(await story.said()).toBeNull();
});

test('commits made on the default branch and moved to a branch by renaming are not claimed', async () => {
  const story = await begin();
  await story.clone.git('switch', '-q', 'main');
  await story.clone.commit('b.txt', 'on the wrong branch');
  await story.clone.git('push', '-q', 'origin', 'main:other');
  await story.origin.git('merge', '-q', 'other');
  await story.clone.git('branch', '-q', '-m', 'main', 'feature/NT-42-y');
  await story.clone.git('fetch', '-q');
  expect(await story.said()).toBeNull();
});

test('squashed, a branch is merged when its content arrived and its branch on the remote is gone', async () => {
  const story = await begin();
  await pushWork(story);
  await squash(story);
  expect(await story.said(), 'still on the remote').toBeNull();
  await story.origin.git('branch', '-q', '-D', branch);
  await story.clone.git('fetch', '-q', '--prune');
  expect(await story.said()).toEqual(byContent);
});

test('squashed together with other work in other files, it is merged all the same', async () => {
  const story = await begin();
  await pushWork(story);
  await squash(story, async () => {
    await story.origin.commit('c.txt', 'theirs');
    await story.origin.git('branch', '-q', '-D', branch);
  });
  expect(await story.said()).toEqual(byContent);
});

test('when the default branch changed the same files since, a squashed branch is not claimed', async () => {
  const story = await begin();
  await pushWork(story);
  await squash(story, async () => {
    await story.origin.commit('b.txt', 'changed since');
    await story.origin.git('branch', '-q', '-D', branch);
  });
  expect(await story.said()).toBeNull();
});

test('a moved file counts in both places', async () => {
  const story = await begin();
  await rename(path.join(story.clone.folder, 'a.txt'), path.join(story.clone.folder, 'moved.txt'));
  await story.clone.git('add', '-A');
  await story.clone.git('commit', '-q', '-m', 'Move');
  await story.clone.git('push', '-q', '-u', 'origin', branch);
  await squash(story, async () => {
    await story.origin.commit('a.txt', 'first');
    await story.origin.git('branch', '-q', '-D', branch);
  });
  expect(await story.said(), 'the old file is back').toBeNull();
});

test('a pull request that was closed without a merge, its branch deleted, is not merged', async () => {
  const story = await begin();
  await pushWork(story);
  await story.origin.git('branch', '-q', '-D', branch);
  await story.clone.git('fetch', '-q', '--prune');
  expect(await story.said()).toBeNull();
});

test('with uncommitted changes a squashed branch is not claimed, and is once they are gone', async () => {
  const story = await begin();
  await pushWork(story);
  await squash(story, async () => void (await story.origin.git('branch', '-q', '-D', branch)));
  await writeFile(path.join(story.clone.folder, 'b.txt'), 'not committed');
  expect(await story.said()).toBeNull();
  await story.clone.git('checkout', '-q', 'b.txt');
  expect(await story.said()).toEqual(byContent);
});

test('the default branch that a person names counts', async () => {
  const story = await begin('develop');
  await story.origin.git('branch', '-q', 'develop');
  await pushWork(story);
  await merge(story, '--ff-only');
  expect(await story.said(), 'merged into main, not into develop').toBeNull();
  await story.origin.git('switch', '-q', 'develop');
  await merge(story, '--ff-only');
  expect(await story.said()).toEqual({ ...byCommits, into: 'develop' });
});

test('without a remote nothing is said', async () => {
  const alone = await makeRealRepository(path.join(await makeFolder(), 'alone'));
  await alone.git('switch', '-q', '-c', branch);
  await alone.commit('b.txt', 'work');
  await alone.git('branch', '-f', 'main');
  const said: (Merged | null)[] = [];
  await watchInto(said).look(await alone.api());
  expect(said.at(-1)).toBeNull();
});

test('a branch in a folder of its own is known, too', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  await story.clone.git('switch', '-q', 'main');
  const folder = `${story.clone.folder}.worktree`;
  await story.clone.git('worktree', 'add', '-q', folder, branch);
  const tree = openRealRepository(folder);
  const said: (Merged | null)[] = [];
  await watchInto(said).look(await tree.api({ remote: true }));
  expect(said.at(-1)).toEqual(byCommits);
});

test('fifty events of Git without a change ask Git nothing and draw nothing', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  const real = await story.clone.api({ remote: true });
  let asked = 0;
  const counting = new Proxy(real, {
    get(target, name: keyof GitRepository) {
      const value = target[name];
      if (typeof value !== 'function') return value;
      asked += 1;
      return value;
    },
  });
  const said: (Merged | null)[] = [];
  const watch = watchInto(said);
  await watch.look(counting);
  expect(said.at(-1)).toEqual(byCommits);
  const before = { asked, said: said.length };
  expect(asked).toBeGreaterThan(0);
  for (let event = 0; event < 50; event += 1) await watch.look(counting);
  expect({ asked, said: said.length }).toEqual(before);
});

test('once another branch is in front, coming back asks again', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  const said: (Merged | null)[] = [];
  const watch = watchInto(said);
  await watch.look(await story.clone.api({ remote: true }));
  await watch.look(null);
  await watch.look(await story.clone.api({ remote: true }));
  expect(said).toEqual([null, byCommits, null, byCommits]);
});

test('once the window is closed, an answer of Git that comes late says nothing', async () => {
  const story = await begin();
  await pushWork(story);
  await merge(story, '--ff-only');
  const said: (Merged | null)[] = [];
  const watch = watchInto(said);
  const look = watch.look(await story.clone.api({ remote: true }));
  watch.dispose();
  await look;
  expect(said).toEqual([]);
});
