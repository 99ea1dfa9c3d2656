import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBranchName, titleOfBranch } from '../../extension/core/branch-text.ts';
import { commitPrefill } from '../../extension/core/commit-message.ts';
import {
  acceptanceCriteria,
  branchFor,
  markdownLink,
  nameOf,
  pullRequestText,
} from '../../extension/core/copy-forms.ts';
import { gitFailureText } from '../../extension/core/git-failure.ts';
import { pageFileName, pageText } from '../../extension/core/page-text.ts';
import { hoverText, linkedMessage, terminalText } from '../../extension/core/task-hover.ts';
import { keysIn, startedKey, startLink } from '../../extension/core/task-keys.ts';
import { findTodo, withKey } from '../../extension/core/todo.ts';
import { withoutLinks } from '../../extension/core/text.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { findKeyCandidates } from '../../shared/branch-key.ts';
import { startMs } from './support/fake-clock.ts';
import { sampleIssue } from './support/samples.ts';

const run = promisify(execFile);

async function gitAccepts(name: string): Promise<boolean> {
  return run('git', ['check-ref-format', `refs/heads/${name}`]).then(
    () => !name.startsWith('-'),
    () => false,
  );
}

test.each([
  'feature/NT-42-x',
  'NT-42.lock',
  '-NT-42',
  'a//b',
  'NT-42..a',
  'NT-42~1',
  'NT-42:',
  'NT-42?',
  'feature/NT-42 - x',
  'feature/NT-42—x',
  'a/.b',
  'a/b.',
  'a/',
  '/a',
  'a@{b',
  'a@b',
  '[x',
  'x]',
  String.raw`a\b`,
  'a^b',
  'ä',
])('the name %s is accepted or refused as Git does', async (name) => {
  expect(isBranchName(name)).toBe(await gitAccepts(name));
});

test('a name that begins as an option, and what is no name of a branch, is refused', () => {
  for (const name of ['', '@', 'HEAD', '--force', ' ']) expect(isBranchName(name)).toBe(false);
});

test.each([
  ['feature/login-form_v2', 'Login form v2'],
  ['fix/payment.rounding', 'Payment rounding'],
  ['scratch', 'Scratch'],
])('the branch %s is about “%s”', (branch, title) => {
  expect(titleOfBranch(branch)).toBe(title);
});

test('the branch made for a task is one that Git accepts and that links to it', async () => {
  const issue = {
    key: 'NT-42',
    title: 'Fix: “log in” & out…',
    url: 'https://notion.so/x',
    pageId: '2ffd528e-87ee-8160',
  };
  const branch = branchFor(issue, 'feature/{key}-{slug}');
  expect(branch).toBe('feature/NT-42-fix-log-in-out');
  expect(await gitAccepts(branch)).toBe(true);
  expect(findKeyCandidates(branch, ['NT']).candidates[0]?.number).toBe('42');
});

test('a task without a key gets a branch that links by its page', () => {
  const issue = { key: null, title: 'Tidy up', url: '', pageId: '2ffd528e-87ee-8160-8000-000000000042' };
  expect(findKeyCandidates(branchFor(issue, '{key}-{slug}'), ['NT']).candidates[0]?.fragment).toBe('2ffd528e');
});

test.each([
  ['see NT-42 and NT-7.', ['NT-42', 'NT-7']],
  ['// NT-42: why', ['NT-42']],
  ['(NT-42)', ['NT-42']],
  ['FONT-42 ACNT-7 client-42', []],
  ['nt-42', []],
  ['NT-42px NT-0 NT-042 NT-42-43', []],
  ['my-NT-42', []],
  ['AB-1', ['AB-1']],
])('in the line “%s” these are keys: %j', (line, keys) => {
  expect(keysIn(line, ['NT', 'AB']).map(({ key }) => key)).toEqual(keys);
});

test('a key is found where it stands', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), fc.integer({ min: 1, max: 99_999 }), (before, number) => {
      const line = `${before} NT-${number} rest`;
      for (const { key, index, length } of keysIn(line, ['NT'])) expect(line.slice(index, index + length)).toBe(key);
      expect(keysIn(line, ['NT']).at(-1)?.key).toBe(`NT-${number}`);
    }),
  );
});

test('without prefixes, or with one that is no word, nothing is a key', () => {
  expect(keysIn('NT-42', [])).toEqual([]);
  expect(keysIn('NT-42', ['.*'])).toEqual([]);
});

test.each([
  ['// TODO: say why', 'say why'],
  ['  # FIXME handle the end of the file', 'handle the end of the file'],
  ['/* TODO(ana): round up */', 'round up'],
  ['-- todo later', null],
  ['<!-- TODO describe -->', 'describe'],
  [' * @TODO tidy', 'tidy'],
  ['// TODO', null],
  ['const TODO = 1;', null],
  ["say('TODO: later')", null],
  ['// TODO NT-42: say why', null],
  ['// TODO(NT-42): say why', null],
])('the note in “%s” is: %s', (line, title) => {
  expect(findTodo(line)?.title ?? null).toBe(title);
});

test.each([
  ['  // TODO: say why', '  // TODO NT-42: say why'],
  ['# FIXME handle it', '# FIXME NT-42: handle it'],
  ['/* TODO(ana): round */', '/* TODO NT-42(ana): round */'],
])('the key is written into “%s”', (line, written) => {
  const todo = findTodo(line);
  expect(todo === null ? null : withKey(line, todo, 'NT-42')).toBe(written);
  // Once written it is no longer offered.
  expect(findTodo(written)).toBeNull();
});

test('a note that was changed meanwhile is not written to', () => {
  const todo = findTodo('// TODO: say why');
  expect(todo === null ? 'none' : withKey('// TODO: say how', todo, 'NT-42')).toBeNull();
});

const task = { key: 'NT-42', title: 'Log in' };
const empty = { text: '', prefilled: null, isBusy: false };

test('an empty box begins with the key', () => {
  expect(commitPrefill(empty, '{key}: ', task)).toBe('NT-42: ');
});

test.each([
  ['what a person wrote', { ...empty, text: 'fix' }, '{key}: ', task],
  ['what a person added to', { text: 'NT-42: fix', prefilled: 'NT-42: ', isBusy: false }, '{key}: ', task],
  ['a box during a merge, rebase or revert', { ...empty, isBusy: true }, '{key}: ', task],
  ['a box while this is switched off', empty, '', task],
  ['a box with a template without the key', empty, 'wip: ', task],
  ['a box on a branch without a task', empty, '{key}: ', null],
  ['a box that is right already', { text: 'NT-42: ', prefilled: 'NT-42: ', isBusy: false }, '{key}: ', task],
] as const)('%s is left alone', (_what, box, template, of) => {
  expect(commitPrefill(box, template, of)).toBeNull();
});

test('what was not used is replaced on the branch of another task and taken away on one without', () => {
  const box = { text: 'NT-7: ', prefilled: 'NT-7: ', isBusy: false };
  expect(commitPrefill(box, '{key}: ', task)).toBe('NT-42: ');
  expect(commitPrefill(box, '{key}: ', null)).toBe('');
  expect(commitPrefill({ ...box, isBusy: true }, '{key}: ', task)).toBe('');
});

test('a text that was never put there is never overwritten', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.option(fc.string()), fc.boolean(), (text, prefilled, isBusy) => {
      fc.pre(text !== prefilled);
      expect(commitPrefill({ text, prefilled, isBusy }, '{key}: ', task)).toBeNull();
    }),
  );
});

const copied = { key: 'NT-42', title: 'Log [in]\n& out', url: 'https://notion.so/a(b)' };

test('a task is copied in each form on one line', () => {
  expect(nameOf(copied)).toBe('NT-42 Log [in] & out');
  expect(markdownLink(copied)).toBe(String.raw`[NT-42 Log \[in\] & out](https://notion.so/a%28b%29)`);
});

test('the text of a pull request holds title, link and the acceptance criteria of the page', () => {
  const page = '# Why\n\ntext\n\n## Acceptance criteria\n\n- [ ] works\n\n### Details\n\n- more\n\n## Notes\n\nno';
  expect(pullRequestText({ ...copied, title: 'Log in' }, page)).toBe(
    'NT-42: Log in\n\n[NT-42 Log in](https://notion.so/a%28b%29)\n\n## Acceptance criteria\n\n- [ ] works\n\n### Details\n\n- more\n',
  );
  expect(acceptanceCriteria('no such section')).toBe('');
});

test.each([
  [{ gitErrorCode: 'DirtyWorkTree' }, 'not overwritten'],
  [{ gitErrorCode: 'PushRejected' }, 'Pull first'],
  [
    { stderr: 'error: Your local changes to the following files would be overwritten by checkout:\n\ta.ts' },
    'not overwritten',
  ],
  [{ stderr: 'hint: x\nfatal: bad thing\n' }, 'Git says: bad thing'],
  [new Error('spawn failed'), 'Git says: spawn failed'],
  [{}, 'without a reason'],
  ['odd', 'Git says: odd'],
])('a failure of Git is told in plain words: %j', (error, text) => {
  expect(gitFailureText(error, t)).toContain(text);
});

test('a page is Markdown with its properties on top, and says when it was read and that it is longer', () => {
  const at = new Date(startMs - 120_000).toISOString();
  const page = {
    key: 'NT-42',
    title: 'Log\nin',
    url: 'https://notion.so/x',
    properties: [
      { name: 'Status', value: 'Done' },
      { name: 'Empty', value: '' },
    ],
    markdown: '## Why\n\nBecause.\n',
    truncated: true,
    readAt: at,
    editedAt: at,
  };
  expect(pageText(page, startMs, t)).toBe(
    '# NT-42 Log in\n\n<https://notion.so/x>\n\n- **Status**: Done\n\n_Edited 2 minutes ago, read 2 minutes ago._\n\n---\n\n## Why\n\nBecause.\n\n---\n\n_The page is longer. The rest is only in Notion._\n',
  );
  expect(pageText({ ...page, markdown: ' ', truncated: false }, startMs, t)).toContain('_The page has no content._');
  expect(pageFileName({ key: 'NT-42', title: 'a/b: c?' })).toBe('NT-42 a-b- c-.md');
});

test('a hover shows title, status and people as text, and links only to web pages', () => {
  const text = hoverText(sampleIssue({ title: '[x](command:evil)', url: 'javascript:alert(1)' }), t);
  expect(text).toContain(String.raw`\[x\]\(command\:evil\)`);
  expect(text).toContain('In Progress · Ana Lima · High');
  expect(text).not.toContain('javascript');
  expect(hoverText(sampleIssue(), t)).toContain(`](${sampleIssue().url})`);
});

test('keys in a commit message become links where their page is known', () => {
  const message = 'NT-42 NT-7: both';
  const link = (key: string): string | null => (key === 'NT-42' ? 'https://n.so/42' : null);
  expect(linkedMessage(message, keysIn(message, ['NT']), link)).toBe('[NT-42](https://n.so/42) NT-7: both');
  expect(linkedMessage(message, keysIn(message, ['NT']), () => null)).toBeUndefined();
  expect(linkedMessage('none', [], link)).toBeUndefined();
});

test('a link that starts a task names a key and nothing else', () => {
  const link = new URL(startLink('vscode', 'NT-42'));
  expect(startedKey(link.pathname, link.search.slice(1))).toBe('NT-42');
  for (const [where, query] of [
    ['/start', 'key=rm -rf'],
    ['/start', ''],
    ['/other', 'key=NT-42'],
    ['/start', 'key=NT-42%0A'],
    ['/start', 'key=%3Cb%3ENT-42%3C/b%3E'],
    ['/start', `key=${'N'.repeat(21)}-42`],
    ['/start', 'key=NT-12345678901'],
    ['/start', 'key=NT-42&key=NT-7'],
    ['/start', 'key=NT-42&repository=team/other'],
    ['/start', 'repository=team/other&key=NT-42'],
  ] as const) {
    expect(startedKey(where, query)).toBeNull();
  }
});

test('a title cannot bring a link or a picture into what the terminal says over a key', () => {
  const text = terminalText(
    { title: 'a](https://example.org) ![x](https://example.org/x.png) $(bug)', status: null },
    t,
  );
  expect(text).not.toMatch(/(?<!\\)[[\]()!$]/u);
});

test('only a key is written into code, whatever a server calls one', () => {
  const todo = findTodo('// TODO: say why');
  for (const key of ['*/ run() /*', 'NT-42\nrun()', 'NT-', '42', ''])
    expect(todo === null ? 'none' : withKey('// TODO: say why', todo, key)).toBeNull();
});

test('a title with a line break stays in the first line of a commit message', () => {
  const broken = { key: 'NT-42', title: 'Fix it\n\nSigned-off-by: Somebody Else' };
  expect(commitPrefill({ text: '', prefilled: null, isBusy: false }, '{key}: {title}', broken)).toBe(
    'NT-42: Fix it Signed-off-by: Somebody Else',
  );
});

/** What the editor takes for a link in messages, input boxes and progress. */
const linkOfTheEditor = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/giu;

test('no text comes out as a link that runs a command', () => {
  const hostile = 'Several tasks: "[Fix it](command:workbench.action.terminal.new)".';
  expect(hostile).toMatch(linkOfTheEditor);
  expect(withoutLinks(hostile)).toBe('Several tasks: "[Fix it] (command:workbench.action.terminal.new)".');
  const piece = fc.constantFrom('[', ']', '(', ')', 'command:a', 'https://a', ' ', '\n', 'x', '](');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expect(withoutLinks(pieces.join('')).match(linkOfTheEditor)).toBeNull();
    }),
  );
});
