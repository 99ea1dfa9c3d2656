import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { repositoryName } from '../../extension/core/repository-name.ts';

test.each([
  'https://git.example.com/team/app.git',
  'https://git.example.com/team/app',
  'https://git.example.com/team/app/',
  'https://GIT.Example.com:8443/team/app.git',
  'http://git.example.com/team/app.git',
  'https://ana@git.example.com/team/app.git',
  'https://ana:secret@git.example.com/team/app.git',
  'https://ana:se@cret@git.example.com/team/app.git',
  'ssh://git@git.example.com/team/app.git',
  'ssh://git@git.example.com:2222/team/app.git',
  'git@git.example.com:team/app.git',
  'git.example.com:team/app',
  'git://git.example.com/team/app.git',
  'https://git.example.com/team/app.git?ref=main#top',
  ' https://git.example.com/team/app.git\n',
])('%s is one repository however its remote is spelled', (remote) => {
  expect(repositoryName(remote, 'folder')).toBe('git.example.com/team/app');
});

test.each([
  undefined,
  '',
  '/srv/git/app.git',
  '../app',
  'file:///srv/git/app.git',
  String.raw`C:\repos\app`,
  'C:/repos/app',
  String.raw`\\server\share\app`,
  'https://git.example.com/',
  'ana:secret@git.example.com:team/app',
])('%s names no server, so the folder names the repository', (remote) => {
  expect(repositoryName(remote, 'app')).toBe('app');
});

test('a folder name never brings a path with it', () => {
  expect(repositoryName(undefined, '/home/someone/work/app/')).toBe('app');
  expect(repositoryName(undefined, String.raw`C:\work\app`)).toBe('app');
  expect(repositoryName(undefined, '/')).toBe('unnamed');
});

test('credentials never become part of the name, whatever the remote looks like', () => {
  const word = fc.stringMatching(/^[a-z0-9.~/-]{0,20}$/u);
  const scheme = fc.constantFrom('https://', 'http://', 'ssh://', 'git://', '');
  const between = fc.constantFrom('/', ':', ':2222/', '');
  fc.assert(
    fc.property(scheme, word, between, word, word, (start, host, separator, path, user) => {
      const name = repositoryName(`${start}${user}:s3cr3t!@${host}${separator}${path}`, 'folder');
      expect(name).not.toContain('s3cr3t');
      expect(name).not.toContain('@');
      expect(name.startsWith('/')).toBe(false);
      expect(name.length).toBeGreaterThan(0);
    }),
  );
});
