import { expect, test } from 'vitest';
import { createLog } from '../../extension/core/log.ts';
import { redact } from '../../extension/core/redact.ts';

test.each([
  ['authorization: Bearer tm_abc.def-1', 'authorization: Bearer [token]'],
  ['ENOENT: no such file, open /home/someone/work/app/.git/HEAD', 'ENOENT: no such file, open [path]'],
  [String.raw`cannot read C:\Users\Someone\work\app.ts here`, 'cannot read [path] here'],
  ['at file:///home/someone/ext/main.cjs:1:2', 'at [path]'],
  ['written by ana.lima@example.com.', 'written by [e-mail].'],
  ['fetch https://ana:pw@git.example.com/team/app failed', 'fetch https://git.example.com/team/app failed'],
])('%s is logged without what is private', (text, clean) => {
  expect(redact(text)).toBe(clean);
});

test.each([
  'GET /api/v1/me 200',
  'https://example.com/a/b',
  'feature/NT-42/x',
  'host/owner/name',
  '12 / 24',
  'tickmark@0.1.0',
  'a @ b',
])('%s is logged as it is', (text) => {
  expect(redact(text)).toBe(text);
});

test('the token of the signed-in person never reaches the log, not even inside an error', () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = createLog({ debug: write, info: write, warn: write, error: write }, () => ['tm_secret']);
  log.info('tm_secret');
  log.warn('token=tm_secret;');
  log.debug('xtm_secretx');
  log.fault('test', new Error('tm_secret in /home/someone/file.ts'));
  expect(lines.join('\n')).not.toContain('tm_secret');
  expect(lines.join('\n')).not.toContain('someone');
  expect(lines).toHaveLength(4);
});

test('names of people are taken out whole and word by word, and only as words', () => {
  const clean = redact('Ana Lima, ana/NT-42, LIMA, banana, Al', [], ['Ana Lima', 'Al', '']);
  expect(clean).toBe('[name], [name]/NT-42, [name], banana, Al');
});

test('a long word of nothing private takes no time', () => {
  const began = performance.now();
  for (const letter of ['N', '1', 'a.']) expect(redact(letter.repeat(50_000))).toHaveLength(50_000 * letter.length);
  expect(performance.now() - began).toBeLessThan(2000);
});
