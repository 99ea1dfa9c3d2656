import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionsFor } from '../../extension/core/actions.ts';
import { displayOf, failureDisplays, stateDisplays } from '../../extension/core/display.ts';
import type { FailureKind } from '../../extension/core/failure.ts';
import { createTaskCommand, linkBranchCommand } from '../../extension/core/link-offers.ts';
import { type ItemFacts, type ItemPart, itemParts, statusItem, usualStyle } from '../../extension/core/status-item.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { itemStates, taskWith, unlinkedWith } from './support/item-states.ts';
import { failureOf, positionOn } from './support/samples.ts';

const facts: ItemFacts = { todaySeconds: null, totalSeconds: 0, style: usualStyle, isLinkOffered: false };
const textOf = (state: TaskState, changes: Partial<ItemFacts> = {}): string | undefined =>
  statusItem(state, { ...facts, ...changes }, t)?.text;
const failed = (kind: FailureKind): TaskState => ({
  kind: 'failed',
  position: positionOn('feature/NT-42'),
  failure: failureOf(kind).failure,
});

test('with nothing to say the item is hidden', () => {
  expect(statusItem({ kind: 'nothing' }, facts, t)).toBeNull();
});

test('the time is left out where nothing is known about it', () => {
  expect(textOf(taskWith())).toBe('$(play-circle) NT-42 · In Progress');
});

test('a task without a key is called by its title, cut', () => {
  const title = 'A title that is much longer than a status bar has room for';
  expect(textOf(taskWith({ key: null, title }))).toBe('$(play-circle) A title that is much longer t… · In Progress');
});

test('text from Notion never draws an icon or breaks the line', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (status, title) => {
      const text =
        textOf(taskWith({ status: `$(bug)\n\u202E$(sync~spin) ${status}`, title, key: null }), {
          style: { ...usualStyle, parts: itemParts },
        }) ?? '';
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
  expect(statusItem({ kind: 'signed_out' }, facts, t)?.command).toBe('tickmark.signIn');
  expect(statusItem({ kind: 'token_refused' }, facts, t)?.command).toBe('tickmark.signIn');
  expect(statusItem(taskWith(), facts, t)?.command).toBe('tickmark.showActions');
  expect(statusItem(failed('offline'), facts, t)?.command).toBe('tickmark.showActions');
});

/** Commands that another part of the extension brings; until then they are not offered. */
const promised = new Set([linkBranchCommand, createTaskCommand]);

test.each(Object.entries(itemStates))(
  'for %s every offered action is a command, offered once',
  async (_name, sample) => {
    const { state, isLinkOffered } = sample;
    const manifest = await readFile('package.json', 'utf8');
    const offered = actionsFor(state, 1, t, isLinkOffered).map(({ command }) => command);
    expect(offered.length).toBeGreaterThan(1);
    expect(new Set(offered).size).toBe(offered.length);
    for (const command of offered) if (!promised.has(command)) expect(manifest).toContain(`"${command}"`);
    if (state.kind !== 'task' && state.kind !== 'nothing') expect(offered).toContain(mainAction(state));
  },
);

/** The action a state is about; where that is the list itself, asking why. */
function mainAction(state: Exclude<TaskState, { kind: 'task' | 'nothing' }>): string {
  const { action } = displayOf(state);
  return action === 'tickmark.showActions' ? 'tickmark.whyThisTask' : action;
}

test('worklogs that need the person are offered first', () => {
  expect(actionsFor(taskWith(), 2, t)[0]).toMatchObject({ command: 'tickmark.showParkedWorklogs', description: '2' });
  expect(actionsFor(taskWith(), 0, t).map(({ command }) => command)).toEqual([
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

const both = { todaySeconds: 72 * 60, totalSeconds: 5 * 3600 };

test.each<[readonly ItemPart[], string]>([
  [['key', 'status', 'today'], 'NT-42 · In Progress · 1 h 12 m'],
  [['today', 'key'], '1 h 12 m · NT-42'],
  [['key', 'title'], 'NT-42 · Notion integration'],
  [['taskTime', 'key'], '5 h · NT-42'],
  [['key', 'today', 'taskTime'], 'NT-42 · 1 h 12 m today · 5 h in all'],
  [['status'], 'NT-42 · In Progress'],
  [[], 'NT-42'],
  [['key', 'key'], 'NT-42'],
])('with the parts %j the item says %s', (parts, text) => {
  expect(textOf(taskWith(), { ...both, style: { parts, compact: false } })).toBe(`$(play-circle) ${text}`);
});

test('a title stands once, also for a task without a key', () => {
  const style = { parts: ['key', 'title'] as const, compact: false };
  expect(textOf(taskWith({ key: null }), { style })).toBe('$(play-circle) Notion integration');
});

test('compact shows the icon, with the key of a task, and a screen reader hears all the same', () => {
  const style = { ...usualStyle, compact: true };
  expect(textOf(taskWith(), { ...both, style })).toBe('$(play-circle) NT-42');
  for (const { state, isLinkOffered } of Object.values(itemStates)) {
    const usual = statusItem(state, { ...facts, isLinkOffered }, t);
    expect(statusItem(state, { ...facts, isLinkOffered, style }, t)?.spoken).toBe(usual?.spoken);
  }
  expect(textOf(failed('offline'), { style })).toBe('$(debug-disconnect)');
});

test('a server that does not name the key of an unlinked branch leaves no gap in the text', () => {
  const link = { rule: 'waiting' as const, grounds: [] };
  expect(textOf(unlinkedWith(link))).toBe('$(circle-slash) no task');
});
