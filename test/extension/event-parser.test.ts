import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser, type ServerEvent } from '../../extension/core/event-parser.ts';

function read(...pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const push = createEventParser((event) => void events.push(event));
  for (const piece of pieces) expect(push(piece)).toBe(true);
  return events;
}

test('an event has a type, data and an id', () => {
  expect(read('event: issue\ndata: {"issueIds":["a"]}\nid: 7\n\n')).toEqual([
    { type: 'issue', data: '{"issueIds":["a"]}', id: '7' },
  ]);
});

test('an event without a type is a message, one without an id keeps the place where it is', () => {
  expect(read('data:a\n\n')).toEqual([{ type: 'message', data: 'a', id: null }]);
});

test('lines of data are joined, only one leading blank is taken away', () => {
  expect(read('data:  a\ndata\ndata: b\n\n')[0]?.data).toBe(' a\n\nb');
});

test('comments, unknown fields and events without data are passed over', () => {
  expect(read(': still here\n\nretry: 5\nwhatever\nevent: x\n\nid: 3\n\ndata: a\n\n')).toEqual([
    { type: 'message', data: 'a', id: null },
  ]);
});

test('an event that is not finished is not handed on', () => {
  expect(read('data: a\n')).toEqual([]);
});

test('an endless line is refused before it fills the memory', () => {
  const push = createEventParser(() => undefined);
  expect(push('data: ')).toBe(true);
  const answers = Array.from({ length: 20 }, () => push('x'.repeat(100_000)));
  expect(answers.at(-1)).toBe(false);
  const lines = createEventParser(() => undefined);
  expect(Array.from({ length: 20 }, () => lines(`data: ${'x'.repeat(100_000)}\n`)).at(-1)).toBe(false);
});

test('however it is cut and whatever ends its lines, a stream says the same', () => {
  const text = fc.stringMatching(/^[^\r\n\0\uFEFF]*$/u);
  const event = fc.record({
    type: text.filter((value) => value !== ''),
    lines: fc.array(text, { minLength: 1 }),
    id: text,
  });
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const cuts = fc.array(fc.nat());
  fc.assert(
    fc.property(fc.array(event), lineEnd, cuts, fc.boolean(), (events, end, places, hasMark) => {
      const lines = events.flatMap(({ type, lines: data, id }) => [
        ': comment',
        `event: ${type}`,
        ...data.map((line) => `data: ${line}`),
        `id: ${id}`,
        '',
      ]);
      const whole = (hasMark ? '\uFEFF' : '') + lines.map((line) => line + end).join('');
      const at = places.map((place) => place % (whole.length + 1)).toSorted((a, b) => a - b);
      const pieces = [0, ...at].map((from, index) => whole.slice(from, at[index] ?? whole.length));
      // The last line end of a stream that ends its lines with carriage returns may still become a pair.
      expect(read(...pieces, ': more\n')).toEqual(
        events.map(({ type, lines: data, id }) => ({ type, data: data.join('\n'), id })),
      );
    }),
  );
});
