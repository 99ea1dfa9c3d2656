import { expect, test } from 'vitest';
import { type Forge, forgeOf, permalink, pullRequestUrl } from '../../extension/core/forge.ts';

const lines = { commit: '1a2b3c4d', path: 'src/log in.ts', firstLine: 3, lastLine: 7 };

function known(url: string): Forge {
  const forge = forgeOf(url);
  if (forge.kind === 'unknown') throw new Error(`${url} is not known`);
  return forge;
}

test.each([
  ['git@github.com:team/app.git', 'github', 'https://github.com/team/app'],
  ['https://ana:secret@github.com/team/app.git', 'github', 'https://github.com/team/app'],
  ['ssh://git@github.example.com:2222/team/app', 'github', 'https://github.example.com/team/app'],
  ['https://team.ghe.com/team/app', 'github', 'https://team.ghe.com/team/app'],
  ['git@gitlab.com:group/sub/app.git', 'gitlab', 'https://gitlab.com/group/sub/app'],
  ['https://gitlab.example.com:8443/group/app.git', 'gitlab', 'https://gitlab.example.com:8443/group/app'],
  ['git@bitbucket.org:team/app.git', 'bitbucket', 'https://bitbucket.org/team/app'],
  [
    'ssh://git@bitbucket.example.com:7999/SHOP/app.git',
    'bitbucket-server',
    'https://bitbucket.example.com/projects/SHOP/repos/app',
  ],
  [
    'https://bitbucket.example.com/scm/shop/app.git',
    'bitbucket-server',
    'https://bitbucket.example.com/projects/shop/repos/app',
  ],
  ['https://team@dev.azure.com/team/My%20Shop/_git/app', 'azure', 'https://dev.azure.com/team/My%20Shop/_git/app'],
  ['git@ssh.dev.azure.com:v3/team/My%20Shop/app', 'azure', 'https://dev.azure.com/team/My%20Shop/_git/app'],
  ['https://team.visualstudio.com/Shop/_git/app', 'azure', 'https://team.visualstudio.com/Shop/_git/app'],
  ['https://codeberg.org/team/app.git', 'gitea', 'https://codeberg.org/team/app'],
  ['git@forgejo.example.com:team/app.git', 'gitea', 'https://forgejo.example.com/team/app'],
])('%s is a page of %s', (url, kind, web) => {
  expect(known(url)).toMatchObject({ kind, web });
});

test.each([
  ['git@git.example.com:team/app.git', 'git.example.com'],
  ['https://notgithub.example.com/team/app', 'notgithub.example.com'],
  ['/srv/git/app.git', null],
  [String.raw`C:\repos\app`, null],
  ['', null],
])('%s has no page that is known here, and its host can be named', (url, host) => {
  expect(forgeOf(url)).toEqual({ kind: 'unknown', host });
});

test('without a remote there is no page', () => {
  expect(forgeOf(undefined)).toEqual({ kind: 'unknown', host: null });
});

test('no credential of a remote becomes part of a page', () => {
  for (const url of [
    'https://ana:s3cret@github.com/t/a.git',
    'https://s3cret@gitlab.com/t/a',
    'ssh://s3cret@bitbucket.org/t/a',
  ]) {
    expect(JSON.stringify(forgeOf(url))).not.toContain('s3cret');
  }
});

test.each([
  [
    'git@github.com:t/a.git',
    'https://github.com/t/a/compare/main...feature/NT-42-x%23?expand=1&title=NT-42%3A%20Log%20in%20%26%20out',
  ],
  [
    'git@gitlab.com:t/a.git',
    'https://gitlab.com/t/a/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature%2FNT-42-x%23&merge_request%5Btarget_branch%5D=main&merge_request%5Btitle%5D=NT-42%3A%20Log%20in%20%26%20out',
  ],
  ['git@bitbucket.org:t/a.git', 'https://bitbucket.org/t/a/pull-requests/new?source=feature%2FNT-42-x%23&dest=main'],
  [
    'https://bitbucket.example.com/scm/t/a.git',
    'https://bitbucket.example.com/projects/t/repos/a/pull-requests?create&sourceBranch=refs%2Fheads%2Ffeature%2FNT-42-x%23&targetBranch=refs%2Fheads%2Fmain',
  ],
  [
    'git@ssh.dev.azure.com:v3/o/p/a',
    'https://dev.azure.com/o/p/_git/a/pullrequestcreate?sourceRef=feature%2FNT-42-x%23&targetRef=main',
  ],
  ['https://codeberg.org/t/a', 'https://codeberg.org/t/a/compare/main...feature/NT-42-x%23'],
])('a pull request of %s opens at its compare page', (url, page) => {
  expect(pullRequestUrl(known(url), 'main', 'feature/NT-42-x#', 'NT-42: Log in & out')).toBe(page);
});

test.each([
  ['git@github.com:t/a.git', '/blob/1a2b3c4d/src/log%20in.ts#L3-L7', '#L3'],
  ['git@gitlab.com:t/a.git', '/-/blob/1a2b3c4d/src/log%20in.ts#L3-7', '#L3'],
  ['git@bitbucket.org:t/a.git', '/src/1a2b3c4d/src/log%20in.ts#lines-3:7', '#lines-3'],
  ['https://bitbucket.example.com/scm/t/a', '/browse/src/log%20in.ts?at=1a2b3c4d#3-7', '#3'],
  ['https://codeberg.org/t/a', '/src/commit/1a2b3c4d/src/log%20in.ts#L3-L7', '#L3'],
  [
    'git@ssh.dev.azure.com:v3/o/p/a',
    '?path=%2Fsrc%2Flog%20in.ts&version=GC1a2b3c4d&line=3&lineEnd=8&lineStartColumn=1&lineEndColumn=1',
    '&line=3&lineEnd=4&lineStartColumn=1&lineEndColumn=1',
  ],
])('lines of %s are linked at their commit', (url, several, one) => {
  const forge = known(url);
  expect(permalink(forge, lines)).toBe(forge.web + several);
  expect(permalink(forge, { ...lines, lastLine: 3 }).endsWith(one)).toBe(true);
});
