import { expect, test } from 'vitest';
import { fakeRepository, fileUri, openGitWindow } from './support/fake-git.ts';

const remote = 'https://git.example.com/team/app.git';
const repositoryId = 'git.example.com/team/app';

test('the branch of the only repository is followed without any file open', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'feature/NT-1', remote)] });
  await window.settle();
  expect(window.positions).toEqual([{ repository: repositoryId, branch: 'feature/NT-1', folderName: null }]);
});

test('a branch that was never pushed is followed by its local name', async () => {
  const app = fakeRepository('/w/app', 'main', remote);
  const window = openGitWindow({ repositories: [app] });
  app.checkOut('feature/NT-2-just-made');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-2-just-made' });
});

test('a checkout in a terminal is seen through the state event alone', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1', remote);
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  app.checkOut('scratch');
  await window.settle();
  expect(window.positions.map((position) => position?.branch)).toEqual(['feature/NT-1', 'scratch']);
});

test('fifty state events without a branch change come to one position', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1', remote);
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  for (let event = 0; event < 50; event += 1) {
    app.state.fire();
    await window.clock.advanceSettling(300);
  }
  expect(window.positions).toHaveLength(1);
});

test('the active editor decides between repositories, in whatever order they were opened', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const shop = fakeRepository('/w/shop', 'feature/NT-2');
  const window = openGitWindow({ repositories: [app, shop], folders: 2 });
  window.show('/w/shop/a.ts');
  await window.settle();
  window.show('/w/app/a.ts');
  await window.settle();
  expect(window.positions).toEqual([
    { repository: 'shop', branch: 'feature/NT-2', folderName: 'shop' },
    { repository: 'app', branch: 'feature/NT-1', folderName: 'app' },
  ]);
});

test('a repository whose path begins with the other one’s is not mistaken for it', async () => {
  const window = openGitWindow({
    repositories: [fakeRepository('/a/app', 'one'), fakeRepository('/a/app-two', 'two')],
  });
  window.show('/a/app-two/x.ts');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ repository: 'app-two', branch: 'two' });
});

test('a submodule does not inherit the task of the repository around it', async () => {
  const outer = fakeRepository('/w/app', 'feature/NT-1');
  const inner = fakeRepository('/w/app/vendor/lib', undefined);
  const window = openGitWindow({ repositories: [outer, inner] });
  window.show('/w/app/vendor/lib/x.c');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ repository: 'lib', branch: null });
});

test('each worktree has its own branch of the same repository', async () => {
  const main = fakeRepository('/w/app', 'main', remote);
  const tree = fakeRepository('/w/app-nt-7', 'feature/NT-7', remote);
  const window = openGitWindow({ repositories: [main, tree] });
  window.show('/w/app-nt-7/x.ts');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ repository: repositoryId, branch: 'feature/NT-7' });
});

test('without a file of a repository the one used last is kept', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'one'), fakeRepository('/w/shop', 'two')] });
  window.show('/w/shop/x.ts');
  await window.settle();
  window.show(undefined);
  await window.settle();
  window.show('/elsewhere/notes.txt');
  await window.settle();
  expect(window.positions.map((position) => position?.repository)).toEqual(['shop']);
});

test('with several repositories and none used yet nothing is guessed', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'one'), fakeRepository('/w/shop', 'two')] });
  await window.settle();
  expect(window.positions).toEqual([]);
});

test('a closed repository is let go of', async () => {
  const app = fakeRepository('/w/app', 'one');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  window.close(app);
  await window.settle();
  app.checkOut('two');
  await window.settle();
  expect(window.positions.at(-1)).toBeNull();
});

test('the Git extension may appear and become active after us', async () => {
  const window = openGitWindow({ installed: false, active: false });
  await window.settle();
  window.install();
  await window.settle();
  window.open(fakeRepository('/w/app', 'feature/NT-1'));
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-1' });
  expect(window.errors).toEqual([]);
});

test('a Git extension that finds its repositories in two steps is followed through both', async () => {
  const window = openGitWindow();
  await window.settle();
  const app = fakeRepository('/w/app', undefined);
  window.open(app);
  await window.settle();
  app.checkOut('feature/NT-1');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-1' });
});

test('Git may be switched off and on again', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'one')], enabled: false });
  await window.settle();
  expect(window.positions).toEqual([]);
  window.enable(true);
  await window.settle();
  window.enable(false);
  await window.settle();
  expect(window.positions.map((position) => position?.branch)).toEqual(['one', undefined]);
});

test('during a rebase the branch being rebased is kept', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  window.rebasing.set('/w/app', 'feature/NT-1');
  app.checkOut(undefined, 'c2');
  await window.settle();
  app.checkOut(undefined, 'c3');
  await window.settle();
  expect(window.positions).toHaveLength(1);
  expect(window.git.locate(fileUri('/w/app/x.ts'))).toMatchObject({ branch: 'feature/NT-1' });
});

test('a slow look at one repository does not overtake the look at the next', async () => {
  const app = fakeRepository('/w/app', undefined);
  const shop = fakeRepository('/w/shop', 'feature/NT-2');
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const window = openGitWindow({ repositories: [app, shop], slowly: slow });
  window.show('/w/app/a.ts');
  await window.settle();
  window.show('/w/shop/a.ts');
  await window.settle();
  release();
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ repository: 'shop' });
});

test('a detached HEAD is no branch, not the branch before', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  app.checkOut(undefined, 'c2');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: null });
});

test('a file is located with the branch of this very moment', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1', remote);
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  app.checkOut('feature/NT-2');
  expect(window.git.locate(fileUri('/w/app/x.ts'))).toMatchObject({ repository: repositoryId, branch: 'feature/NT-2' });
  expect(window.git.locate(fileUri('/elsewhere/x.ts'))).toBeNull();
});

test('the subject of the last commit is offered, and nothing when there is none', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'one')] });
  await window.settle();
  expect(await window.git.lastCommitSubject()).toBe('Work in /w/app');
  const failing = { ...fakeRepository('/w/new', 'main'), log: () => Promise.reject(new Error('no commits')) };
  const other = openGitWindow({ repositories: [failing] });
  await other.settle();
  expect(await other.git.lastCommitSubject()).toBe('');
});

test('after disposal nothing listens and no timer is left', async () => {
  const app = fakeRepository('/w/app', 'one');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  app.state.fire();
  window.git.dispose();
  expect(window.subscriptions()).toBe(0);
  expect(window.clock.timers()).toBe(0);
  app.checkOut('two');
  await window.settle();
  expect(window.positions).toHaveLength(1);
});

test('a clone of the same repository on the same branch is another place, which is told before its position', async () => {
  const [one, two] = [fakeRepository('/w/one', 'main', remote), fakeRepository('/w/two', 'main', remote)];
  const window = openGitWindow({ repositories: [one, two] });
  for (const file of ['/w/one/a.ts', '/w/two/a.ts', '/w/two/b.ts', '/w/one/a.ts']) {
    window.show(file);
    await window.settle();
  }
  expect(window.roots).toEqual(['/w/one', '/w/two', '/w/one']);
  expect(window.positions).toHaveLength(3);
});
