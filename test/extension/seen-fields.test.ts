import { expect, test } from 'vitest';
import { createSeenFields } from '../../extension/host/seen-fields.ts';
import { countCodingTime } from '../../extension/ui/count-coding-time.ts';
import { showSentData } from '../../extension/ui/sent-data.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';

function memory() {
  const kept = new Map<string, unknown>();
  return {
    get: (key: string): unknown => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
}
const fail = (error: unknown): never => {
  throw error;
};

test('a field that comes to the list is told until the person has seen the list again', () => {
  const kept = memory();
  createSeenFields(kept, ['id', 'at'], fail).note();
  const later = createSeenFields(kept, ['id', 'at', 'editor'], fail);
  expect(later.unseen()).toEqual(['editor']);
  expect(later.unseen()).toEqual(['editor']);
  later.note();
  expect(later.unseen()).toEqual([]);
});

test('whoever switched counting on in the settings is told of what changes from then on', () => {
  const kept = memory();
  expect(createSeenFields(kept, ['id', 'at'], fail).unseen()).toEqual([]);
  expect(createSeenFields(kept, ['id', 'at', 'editor'], fail).unseen()).toEqual(['editor']);
});

test('the list counts as seen once it was agreed to, or shown, and not when the question was left', async () => {
  let noted = 0;
  const changes = { seenFields: { unseen: () => [], note: () => void (noted += 1) } };
  const left = await createContext({ changes });
  await countCodingTime(left.context);
  expect(noted).toBe(0);
  const agreed = await createContext({ dialogs: createFakeDialogs([], { buttons: ['Count Coding Time'] }), changes });
  await countCodingTime(agreed.context);
  expect(noted).toBe(1);
  await showSentData(agreed.context);
  expect(noted).toBe(2);
});
