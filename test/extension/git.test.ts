import { expect, test } from 'vitest';
import { fakeRepository, fileUri, openGitWindow } from './support/fake-git.ts';

const remote = 'https://git.example.com/team/app.git';
const repositoryId = 'git.example.com/team/app';

test('the branch of the only repository is followed without any file open', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'feature/NT-1', remote)] });
  await window.settle();
  expect(window.positions).toEqual([
    { repository: repositoryId, branch: 'feature/NT-1', folderName: null, operation: null },
  ]);
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

test('state events that never pause do not keep a checkout from being followed', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  app.checkOut('feature/NT-2');
  for (let event = 0; event < 12; event += 1) {
    app.state.fire();
    await window.clock.advanceSettling(100);
  }
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-2' });
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
    { repository: 'shop', branch: 'feature/NT-2', folderName: 'shop', operation: null },
    { repository: 'app', branch: 'feature/NT-1', folderName: 'app', operation: null },
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

test('Git that is switched on says so a moment before it can be used, and is followed all the same', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'feature/NT-1')], enabled: false });
  await window.settle();
  window.notReadyFor(3);
  window.enable(true);
  await window.clock.advanceSettling(2000);
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-1' });
  expect(window.errors).toEqual([]);
});

test('Git that can never be used is told in the log once, and nothing goes on trying', async () => {
  const window = openGitWindow({ repositories: [fakeRepository('/w/app', 'feature/NT-1')], enabled: false });
  window.notReadyFor(1000);
  window.enable(true);
  await window.clock.advanceSettling(60_000);
  expect(window.errors).toHaveLength(1);
  expect(window.clock.timers()).toBe(0);
  window.notReadyFor(0);
  window.enable(true);
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-1' });
});

test('closed while Git was not ready, no timer is left', async () => {
  const window = openGitWindow({ enabled: false });
  window.notReadyFor(1000);
  window.enable(true);
  window.git.dispose();
  expect(window.clock.timers()).toBe(0);
});

test('during a rebase the branch being rebased is kept', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  window.operations.set('/w/app', { kind: 'rebase', branch: 'feature/NT-1' });
  app.checkOut(undefined, 'c2');
  await window.settle();
  app.checkOut(undefined, 'c3');
  await window.settle();
  expect(window.positions.map((position) => [position?.branch, position?.operation])).toEqual([
    ['feature/NT-1', null],
    ['feature/NT-1', 'rebase'],
  ]);
  expect(window.git.locate(fileUri('/w/app/x.ts'))).toMatchObject({ branch: 'feature/NT-1' });
});

test('during a bisect there is no branch, and it is said why', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1');
  const window = openGitWindow({ repositories: [app] });
  window.operations.set('/w/app', { kind: 'bisect', branch: null });
  app.checkOut(undefined, 'c2');
  await window.settle();
  expect(window.positions).toMatchObject([{ branch: null, operation: 'bisect' }]);
  app.checkOut('feature/NT-1');
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ branch: 'feature/NT-1', operation: null });
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

test('a commit, which moves no branch, is told too, so that the box for the next message can be filled', async () => {
  const app = fakeRepository('/w/app', 'feature/NT-1', remote);
  const window = openGitWindow({ repositories: [app] });
  await window.settle();
  const before = window.looks();
  app.checkOut('feature/NT-1', 'c2');
  await window.settle();
  expect([window.looks() - before, window.positions.length]).toEqual([1, 1]);
});

test('the history graph gets its links where the editor can show them, until Git is switched off', async () => {
  const without = openGitWindow({});
  await without.settle();
  expect(await without.linkedMessage('NT-1')).toBeUndefined();
  const window = openGitWindow({ showsLinks: true });
  await window.settle();
  expect(await window.linkedMessage('NT-1')).toBe('linked NT-1');
  window.enable(false);
  await window.settle();
  expect(await window.linkedMessage('NT-1')).toBeUndefined();
});

test('a repository in a private folder is marked, and so is one that is opened below a symbolic link into one', async () => {
  const privacyOf = ({ path }: { path: string }) =>
    path.startsWith('/home/ana/private') ? ('private' as const) : null;
  const inside = fakeRepository('/home/ana/private/app', 'feature/NT-1', remote);
  const window = openGitWindow({ repositories: [inside], privacyOf });
  await window.settle();
  expect(window.positions.at(-1)).toMatchObject({ privacy: 'private' });
  expect(window.git.locate(fileUri('/home/ana/private/app/a.ts'))).toMatchObject({ privacy: 'private' });

  const real = fakeRepository('/disk/app', 'feature/NT-1', remote);
  const linked = openGitWindow({ repositories: [real], privacyOf, links: { '/home/ana/private/app': '/disk/app' } });
  await linked.settle();
  expect(linked.positions.at(-1)?.privacy).toBeUndefined();
  linked.show('/home/ana/private/app/a.ts');
  await linked.settle();
  expect(linked.positions.at(-1)).toMatchObject({ privacy: 'private' });
  // It stays so when another file of it comes to the front by its real name, and while none is open.
  linked.show('/disk/app/b.ts');
  await linked.settle();
  expect(linked.positions.at(-1)).toMatchObject({ privacy: 'private' });
});

test('what is private is looked at again when the settings change', async () => {
  let privacy: 'private' | null = 'private';
  const window = openGitWindow({
    repositories: [fakeRepository('/w/app', 'feature/NT-1', remote)],
    privacyOf: () => privacy,
  });
  await window.settle();
  privacy = null;
  window.git.lookAgain();
  await window.settle();
  expect(window.positions.map((position) => position?.privacy ?? null)).toEqual(['private', null]);
});
