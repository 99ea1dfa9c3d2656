import { expect, test } from 'vitest';
import { createLinkMemory, type LinkMemory } from '../../extension/host/link-memory.ts';
import { sampleLink } from './support/samples.ts';

const answer = { link: sampleLink(), askedAtMs: 1, answeredAtMs: 2 };

function open(owner = { name: 'server ana' }): {
  memory: LinkMemory;
  values: Map<string, unknown>;
  owner: { name: string };
} {
  const values = new Map<string, unknown>();
  const memento = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
  };
  const memory = createLinkMemory(
    memento,
    () => owner.name,
    () => undefined,
  );
  return { memory, values, owner };
}

test('an answer is recalled for its branch', () => {
  const { memory } = open();
  memory.remember('a', answer);
  expect(memory.recall('a')).toEqual(answer);
  expect(memory.recall('b')).toBeNull();
});

test('what was answered to one person, or by one server, is not shown to another', () => {
  const { memory, owner } = open();
  memory.remember('a', answer);
  owner.name = 'server ben';
  expect(memory.recall('a')).toBeNull();
});

test('going to a folder of another server and back forgets nothing', () => {
  const { memory, owner } = open();
  memory.remember('a', answer);
  owner.name = 'other ana';
  memory.remember('a', { ...answer, answeredAtMs: 3 });
  owner.name = 'server ana';
  expect(memory.recall('a')).toEqual(answer);
});

test('the last twenty branches are remembered', () => {
  const { memory } = open();
  for (let branch = 0; branch < 30; branch += 1) memory.remember(`branch ${branch}`, answer);
  memory.remember('branch 12', answer);
  memory.remember('one more', answer);
  expect(memory.recall('branch 9')).toBeNull();
  expect(memory.recall('branch 12')).toEqual(answer);
  expect(memory.recall('branch 29')).toEqual(answer);
});

test.each([null, 1, 'text', {}, { owner: 'server ana' }, { owner: 'server ana', answers: { a: { link: {} } } }])(
  'a memory that holds %j instead recalls nothing',
  (stored) => {
    const { memory, values } = open();
    values.set('tickmark.answers:server ana', stored);
    expect(memory.recall('a')).toBeNull();
  },
);
