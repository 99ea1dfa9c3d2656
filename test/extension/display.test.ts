import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionsFor } from '../../extension/core/actions.ts';
import { displayOf, failureDisplays, stateDisplays, statusItem } from '../../extension/core/display.ts';
import type { FailureKind } from '../../extension/core/failure.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { failureOf, positionOn, sampleIssue, sampleLink } from './support/samples.ts';

const position = positionOn('feature/NT-42');
const answered = { position, askedAtMs: 1, answeredAtMs: 1, failure: null };
const task = (changes = {}): Extract<TaskState, { kind: 'task' }> => ({
  kind: 'task',
  ...answered,
  link: { ...sampleLink(), issue: sampleIssue(changes) },
});
const failed = (kind: FailureKind): TaskState => ({ kind: 'failed', position, failure: failureOf(kind).failure });
const unlinked: Extract<TaskState, { kind: 'no_task' }> = {
  kind: 'no_task',
  ...answered,
  link: sampleLink({ issue: null, rule: 'none' }),
};

const states: [TaskState, string][] = [
  [task(), '$(play-circle) NT-42 · In Progress · 1 h 12 m'],
  [task({ defaultStatus: 'TO_DO', status: 'Backlog' }), '$(circle-outline) NT-42 · Backlog · 1 h 12 m'],
  [task({ defaultStatus: 'DONE', status: 'Done ✅' }), '$(pass-filled) NT-42 · Done ✅ · 1 h 12 m'],
  [task({ defaultStatus: 'UNDEFINED', status: null }), '$(tasklist) NT-42 · 1 h 12 m'],
  [unlinked, '$(circle-slash) no task'],
  [{ kind: 'no_branch', position: positionOn(null) }, '$(git-commit) no branch'],
  [{ kind: 'waiting', position }, '$(sync~spin) Looking up task'],
  [{ kind: 'signed_out' }, '$(key) Sign in'],
  [{ kind: 'token_refused' }, '$(key) Sign in again'],
  [{ kind: 'address_invalid', detail: 'x' }, '$(warning) Check server address'],
  [failed('offline'), '$(debug-disconnect) No connection'],
  [failed('unauthorised'), '$(key) Sign in again'],
  [failed('forbidden'), '$(lock) No access'],
  [failed('rate_limited'), '$(watch) Waiting'],
  [failed('server_fault'), '$(server-environment) Server fault'],
  [failed('server_too_old'), '$(versions) Server too old'],
  [failed('not_our_server'), '$(question) Not a Tickmark server'],
];

test.each(states)('%j is shown as %s', (state, text) => {
  expect(statusItem(state, 72 * 60, t)?.text).toBe(text);
});

test('with nothing to say the item is hidden', () => {
  expect(statusItem({ kind: 'nothing' }, null, t)).toBeNull();
});

test('the time is left out where nothing is known about it', () => {
  expect(statusItem(task(), null, t)?.text).toBe('$(play-circle) NT-42 · In Progress');
});

test('a task without a key is called by its title, cut', () => {
  const title = 'A title that is much longer than a status bar has room for';
  expect(statusItem(task({ key: null, title }), null, t)?.text).toBe(
    '$(play-circle) A title that is much longer t… · In Progress',
  );
});

test('a task shown from memory carries the icon of what is the matter and says that it is old', () => {
  const state: TaskState = {
    ...task(),
    failure: failureOf('offline').failure,
  };
  const item = statusItem(state, null, t);
  expect(item?.text).toBe('$(debug-disconnect) NT-42 · In Progress');
  expect(item?.spoken).toContain('not up to date');
  const bare: TaskState = {
    ...unlinked,
    failure: failureOf('offline').failure,
  };
  expect(statusItem(bare, null, t)?.text).toBe('$(debug-disconnect) no task');
});

test('a screen reader hears a sentence', () => {
  expect(statusItem(task(), 72 * 60, t)?.spoken).toBe('NT-42, In Progress, 1 hour 12 minutes today. Opens actions.');
  expect(statusItem({ kind: 'signed_out' }, null, t)?.spoken).toMatch(/^Tickmark: Sign in\. Sign in to Tickmark/u);
});

test('text from Notion never draws an icon or breaks the line', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (status, title) => {
      const text =
        statusItem(task({ status: `$(bug)\n\u202E$(sync~spin) ${status}`, title, key: null }), null, t)?.text ?? '';
      expect(text.slice(1)).not.toMatch(/(?<!\\)\$\([A-Za-z\d-]+(?:~[A-Za-z]+)?\)/u);
      expect(text).not.toMatch(/[\n\r\u202E]/u);
    }),
  );
});

test('every failure has a text, an icon, an explanation and one action of ours', async () => {
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as {
    contributes: { commands: { command: string }[] };
  };
  const known = manifest.contributes.commands.map(({ command }) => command);
  for (const display of [...Object.values(failureDisplays), ...Object.values(stateDisplays)]) {
    expect(display.text).not.toBe('');
    expect(display.icon).toMatch(/^[a-z~-]+$/u);
    expect(display.explanation).toMatch(/\.$/u);
    expect(known).toContain(display.action);
    expect(display.actionTitle).not.toBe('');
  }
});

test('different things to do look different', () => {
  const pairs = Object.values(failureDisplays).map(({ text, icon }) => `${icon} ${text}`);
  // What is too large is refused like other refused questions.
  expect(new Set(pairs).size).toBe(pairs.length - 1);
});

test('a click signs in when nobody is, and opens the actions otherwise', () => {
  expect(statusItem({ kind: 'signed_out' }, null, t)?.command).toBe('tickmark.signIn');
  expect(statusItem({ kind: 'token_refused' }, null, t)?.command).toBe('tickmark.signIn');
  expect(statusItem(task(), null, t)?.command).toBe('tickmark.showActions');
  expect(statusItem(failed('offline'), null, t)?.command).toBe('tickmark.showActions');
});

test.each(states)('for %j every offered action is a command of ours, offered once', async (state) => {
  const manifest = await readFile('package.json', 'utf8');
  const offered = actionsFor(state, 1, t).map(({ command }) => command);
  expect(offered.length).toBeGreaterThan(1);
  expect(new Set(offered).size).toBe(offered.length);
  for (const command of offered) expect(manifest).toContain(`"${command}"`);
  if (state.kind !== 'task' && state.kind !== 'nothing') expect(offered).toContain(mainAction(state));
});

/** The action a state is about; where that is the list itself, asking why. */
function mainAction(state: Exclude<TaskState, { kind: 'task' | 'nothing' }>): string {
  const { action } = displayOf(state);
  return action === 'tickmark.showActions' ? 'tickmark.whyThisTask' : action;
}

test('worklogs that need the person are offered first', () => {
  expect(actionsFor(task(), 2, t)[0]).toMatchObject({ command: 'tickmark.showParkedWorklogs', description: '2' });
  expect(actionsFor(task(), 0, t).map(({ command }) => command)).toEqual([
    'tickmark.openTask',
    'tickmark.logTime',
    'tickmark.changeStatus',
    'tickmark.readPage',
    'tickmark.addComment',
    'tickmark.finishTask',
    'tickmark.syncNow',
    'tickmark.whyThisTask',
    'tickmark.copyKey',
  ]);
});
