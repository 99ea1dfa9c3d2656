import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { otherEditors } from '../../extension/core/editors.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { tooltip, type TooltipExtras } from '../../extension/core/tooltip.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { whyText } from '../../extension/core/why.ts';
import { startMs } from './support/fake-clock.ts';
import { failureOf, positionOn, sampleIssue, sampleLink } from './support/samples.ts';

const extras: TooltipExtras = {
  nowMs: startMs,
  todaySeconds: 72 * 60,
  otherEditors: [],
  totalSeconds: 5 * 3600,
  sessionSeconds: 25 * 60,
  notices: [],
  offers: null,
};
const answered = { position: positionOn('feature/NT-42-x'), askedAtMs: startMs, answeredAtMs: startMs, failure: null };
const taskState = (issue = {}, link = {}, more = {}): Extract<TaskState, { kind: 'task' }> => ({
  kind: 'task',
  merged: null,
  ...answered,
  link: { ...sampleLink(link), issue: sampleIssue(issue) },
  ...more,
});
const plain = (markdown: string): string => markdown.replaceAll('\\', '');

test('the tooltip tells title, status, people, times, the rule and when Notion was read', () => {
  const text = plain(tooltip(taskState(), extras, t));
  for (const part of [
    '**NT-42 Notion integration**',
    'In Progress · Ana Lima · High',
    'Today 1 h 12 m · in all 5 h · this session 25 m · not logged 40 m',
    'Estimate 8 h · Time Spent 1 h 30 m',
    'Linked because: NT-42 is in the branch name.',
    'Notion read 2 minutes ago',
  ]) {
    expect(text).toContain(part);
  }
});

test('time of today from another editor is told apart, and only of one that named itself', () => {
  const parts = [
    { editor: 'vscode', seconds: 40 * 60 },
    { editor: 'JetBrains', seconds: 20 * 60 },
    { editor: 'cursor', seconds: 5 * 60 },
    { editor: null, seconds: 7 * 60 },
    { editor: 'vim', seconds: 30 },
  ];
  const others = otherEditors(parts, 'VSCode', t);
  expect(others).toEqual(['20 m from JetBrains', '5 m from Cursor']);
  const text = plain(tooltip(taskState(), { ...extras, otherEditors: others }, t));
  expect(text).toContain('Today 1 h 12 m, of which 20 m from JetBrains, 5 m from Cursor · in all 5 h');
});

test('a name of an editor never becomes a link or formatting', () => {
  const others = otherEditors([{ editor: '[x](command:evil)', seconds: 600 }], 'vscode', t);
  const text = tooltip(taskState(), { ...extras, otherEditors: others }, t);
  expect(text).not.toContain('[x](command:evil)');
});

test('who else works on it can be asked for only where the department shows it', () => {
  expect(tooltip(taskState(), extras, t)).not.toContain('showColleagues');
  const shown = tooltip(taskState({}, { showsColleagues: true }), extras, t);
  expect(shown).toContain('[Who else?](command:tickmark.showColleagues)');
});

test('a branch that is merged says so, how it is known, and offers the last steps', () => {
  const text = tooltip(taskState({}, {}, { merged: { into: 'main', remote: 'origin', ground: 'commits' } }), extras, t);
  expect(plain(text)).toContain(
    'Merged into main: the commits of this branch are in origin/main, as it was fetched last.',
  );
  expect(text).toContain('command:tickmark.finishMerged');
  expect(text).toContain('command:tickmark.showActions');
});

test('“Why this task?” tells that the branch is merged, and how it is known', () => {
  const merged = { into: 'main', remote: 'origin', ground: 'content' } as const;
  const facts = { nowMs: startMs, server: 'http://127.0.0.1:4242', version: '1.0.0' };
  expect(whyText(taskState({}, {}, { merged }), facts, t)).toContain(
    'Merged into main: origin/main, as it was fetched',
  );
  expect(whyText(taskState(), facts, t)).not.toContain('Merged');
});

test('where no time is known none is shown', () => {
  const nothing = { ...extras, todaySeconds: 0, totalSeconds: 0, sessionSeconds: null };
  const text = plain(tooltip(taskState({}, { unloggedSeconds: 0 }), nothing, t));
  expect(text).not.toContain('Today');
  expect(text).toContain('\n\nEstimate 8 h');
});

test('its links run our own commands and nothing else', () => {
  const links = [...tooltip(taskState(), extras, t).matchAll(/\]\((.*?)\)/gu)].map(([, target]) => target);
  expect(links).toEqual([
    'command:tickmark.openTask',
    'command:tickmark.changeStatus',
    'command:tickmark.logTime',
    'command:tickmark.syncNow',
    'command:tickmark.whyThisTask',
  ]);
});

test('what other people wrote never becomes a link, an icon or formatting', () => {
  const hostile = fc.constantFrom(
    '[x](command:rm)',
    '$(bug)',
    '**',
    '<img src=x>',
    '`',
    '&lt;',
    'http://a.b',
    '\\',
    '\n# ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(hostile, fc.string())), (parts) => {
      const title = parts.join('');
      const state = taskState({ title, status: title }, { reason: title, rejected: [{ text: title, reason: title }] });
      const text = tooltip(state, extras, t);
      const own = text.replaceAll(/\\[!-/:-@[-`{-~]/gu, '').replaceAll(/\[[\w ?]+\]\(command:tickmark\.\w+\)/gu, '');
      expect(own.replaceAll('**', '')).not.toMatch(/[[\]()<>`*$&#_\\]/u);
    }),
  );
});

test('texts that were taken for keys and are none are named with their reason', () => {
  const state = taskState({}, { rejected: [{ text: 'PRINT-42', reason: 'part of a longer word' }] });
  expect(plain(tooltip(state, extras, t))).toContain('Not taken: PRINT-42 (part of a longer word)');
});

test('with several folders open the tooltip names the folder', () => {
  const state = taskState({}, {}, { position: positionOn('x', { folderName: 'shop' }) });
  expect(plain(tooltip(state, extras, t))).toContain('Folder shop');
});

test('an old answer says since when and why', () => {
  const state = taskState({}, {}, { failure: failureOf('offline').failure });
  const text = plain(tooltip(state, { ...extras, nowMs: startMs + 7 * 60_000 }, t));
  expect(text).toContain('Not up to date: as of 7 minutes ago. The Tickmark server does not answer.');
});

test('empty fields are said in words', () => {
  const state = taskState({ status: null, assignees: [], estimateSeconds: null, priority: null }, { lastSyncAt: null });
  const text = plain(tooltip(state, { ...extras, sessionSeconds: null }, t));
  expect(text).toContain('no status · nobody assigned');
  expect(text).toContain('No estimate');
  expect(text).toContain('Notion was not read yet');
  expect(text).not.toContain('this session');
});

test('a branch without a task says why', () => {
  const link = sampleLink({ issue: null, reason: 'No key in the branch name.' });
  const text = plain(tooltip({ kind: 'no_task', ...answered, link }, extras, t));
  expect(text).toContain('No key in the branch name.');
  expect(text).toContain('(command:tickmark.whyThisTask)');
});

test('a failure says what the server said, what to do and offers it', () => {
  const { failure } = failureOf('forbidden', { detail: 'You are not of this department.', fix: 'Ask Ben.' });
  const text = plain(tooltip({ kind: 'failed', position: answered.position, failure }, extras, t));
  expect(text).toContain('You are not of this department. Ask Ben.');
  expect(text).toContain('[Why?](command:tickmark.whyThisTask)');
});

test('what waits to be sent is mentioned', () => {
  expect(plain(tooltip(taskState(), { ...extras, notices: ['Worklogs that wait: 2'] }, t))).toContain(
    'Worklogs that wait: 2',
  );
});

const facts = { nowMs: startMs + 60_000, server: 'http://127.0.0.1:4242', version: '1.0.0' };

test('“Why this task?” names repository, branch, the rules in order with the one that won, and the age of the answer', () => {
  const state = taskState({}, { rejected: [{ text: 'NT-0', reason: 'no such page' }] });
  const text = whyText(state, facts, t);
  expect(text).toContain('Repository: git.example.com/team/app');
  expect(text).toContain('Branch: feature/NT-42-x');
  expect(text).toContain('- [x] The branch name holds the number of a task');
  expect(text.match(/- \[ \]/gu)).toHaveLength(6);
  expect(text).toContain('- NT-0: no such page');
  expect(text).toContain('Answered 1 minute ago.');
  expect(text).toContain('Server: http://127.0.0.1:4242');
});

test.each<[TaskState, string]>([
  [{ kind: 'nothing' }, 'No Git repository'],
  [{ kind: 'signed_out' }, 'Nobody is signed in.'],
  [{ kind: 'token_refused' }, 'no longer accepts'],
  [{ kind: 'address_invalid', detail: 'Bad address.' }, 'Bad address.'],
  [{ kind: 'no_branch', position: positionOn(null) }, 'HEAD is detached'],
  [{ kind: 'waiting', position: positionOn('x') }, 'has not answered yet'],
  [
    { kind: 'failed', position: positionOn('x'), failure: failureOf('refused', { code: 'request.invalid' }).failure },
    '(request.invalid)',
  ],
])('“Why this task?” has an answer for %j', (state, part) => {
  expect(whyText(state, facts, t)).toContain(part);
});
