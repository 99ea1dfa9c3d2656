import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { displayOf } from '../../extension/core/display.ts';
import { pausedItem } from '../../extension/core/paused-item.ts';
import { statusItem, usualStyle } from '../../extension/core/status-item.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { itemStates } from './support/item-states.ts';

// ARCHITECTURE.md holds a table of the states of the status item. It is the data of these tests, in both directions.

interface Row {
  text: string;
  icon: string;
  action: string;
  spoken: string;
}

let table: Map<string, Row>;

beforeAll(async () => {
  const text = await readFile('ARCHITECTURE.md', 'utf8');
  const section = /\n## The status item\n(?<body>[\s\S]*?)\n## /u.exec(text)?.groups?.['body'] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  table = new Map(rows.map(readRow));
});

function readRow(line: string): [string, Row] {
  const [state = '', text = '', icon = '', action = '', spoken = ''] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
  return [state, { text, icon, action, spoken }];
}

function rowOf(name: string): Row | undefined {
  const found = itemStates[name];
  if (found === undefined) return undefined;
  const { state, isLinkOffered, pause } = found;
  const facts = { todaySeconds: 72 * 60, totalSeconds: 5 * 3600, style: usualStyle, isLinkOffered };
  const usual = statusItem(state, facts, t);
  const item = pause === undefined ? usual : pausedItem(state, usual, pause, t);
  if (item === null) return { text: 'hidden', icon: '', action: '', spoken: '' };
  const [, icon = '', text = ''] = /^\$\(([a-z~-]+)\) (.*)$/u.exec(item.text) ?? [];
  const action =
    state.kind === 'task' || state.kind === 'nothing' ? item.command : displayOf(state, isLinkOffered).action;
  return { text, icon, action: action.slice('tickmark.'.length), spoken: item.spoken };
}

const asLine = (name: string): string => {
  const { text, icon, action, spoken } = rowOf(name) ?? { text: '', icon: '', action: '', spoken: '' };
  return `| \`${name}\` | ${text} | ${icon === '' ? '' : `\`${icon}\``} | ${action === '' ? '' : `\`${action}\``} | ${spoken} |`;
};

test.each(Object.keys(itemStates))('the state %s has a row with what the code shows', (name) => {
  expect(table.get(name), `the row would be\n${asLine(name)}`).toEqual(rowOf(name));
});

test('no row tells of a state that the code does not know', () => {
  expect([...table.keys()].filter((name) => itemStates[name] === undefined)).toEqual([]);
  expect(table.size).toBeGreaterThan(20);
});

test('each state is heard as whole sentences that end with what pressing the item does', () => {
  for (const [name, { spoken }] of table) {
    if (name !== 'nothing') expect(spoken).toMatch(/^.{3,}\. Opens (?:actions|sign-in|the last steps)\.$/u);
  }
});

test('states that differ in what helps do not look the same, without any colour', () => {
  const looks = new Map<string, string>();
  for (const { text, icon, action } of table.values()) {
    const look = `${icon} ${text}`;
    expect(looks.get(look) ?? action, look).toBe(action);
    looks.set(look, action);
  }
});

test('only waiting turns', () => {
  const turning = [...table].filter(([, { icon }]) => icon.includes('~')).map(([name]) => name);
  expect(turning).toEqual(['waiting']);
});
