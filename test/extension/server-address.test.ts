import { expect, test } from 'vitest';
import { readServerAddress } from '../../extension/core/server-address.ts';

test.each([
  ['http://127.0.0.1:4242', 'http://127.0.0.1:4242'],
  [' http://127.0.0.1:4242/ ', 'http://127.0.0.1:4242'],
  ['https://Tickmark.Example.com', 'https://tickmark.example.com'],
  ['https://tickmark.example.com:443/', 'https://tickmark.example.com'],
  ['https://example.com/tickmark/?a=b#c', 'https://example.com/tickmark'],
])('%s is the server %s, so that its token is found again', (written, address) => {
  expect(readServerAddress(written)).toMatchObject({ ok: true, address });
});

test.each(['', 'tickmark', '127.0.0.1:4242', 'ftp://example.com', 'file:///etc', 'https://ana:pw@example.com'])(
  '“%s” is refused with a sentence',
  (written) => {
    const read = readServerAddress(written);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.detail).toMatch(/\.$/u);
  },
);

test.each([
  ['http://127.0.0.1:4242', false],
  ['http://localhost:4242', false],
  ['http://[::1]:4242', false],
  ['https://example.com', false],
  ['http://example.com', true],
  ['http://192.168.1.7:4242', true],
  ['http://127.0.0.1.example.com', true],
])('%s: the token could be read on its way is %s', (written, insecure) => {
  expect(readServerAddress(written)).toMatchObject({ ok: true, insecure });
});
