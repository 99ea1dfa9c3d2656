import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as browserDigest from '../../extension/host/browser/digest.ts';
import * as browserPath from '../../extension/host/browser/path.ts';
import type * as nodeDigest from '../../extension/host/node/digest.ts';
import type * as browserDurable from '../../extension/host/browser/durable.ts';
import type * as nodeDurable from '../../extension/host/node/durable.ts';
import type * as browserFs from '../../extension/host/browser/fs.ts';
import type * as nodeFs from '../../extension/host/node/fs.ts';
import type * as browserLock from '../../extension/host/browser/lock.ts';
import type * as nodeLock from '../../extension/host/node/lock.ts';
import type * as browserMachine from '../../extension/host/browser/machine.ts';
import type * as nodeMachine from '../../extension/host/node/machine.ts';
import type * as nodePath from '../../extension/host/node/path.ts';
import type * as browserSecondBundle from '../../extension/host/browser/second-bundle.ts';
import type * as nodeSecondBundle from '../../extension/host/node/second-bundle.ts';
import { toHex } from '../../extension/host/names.ts';

/** Does not compile unless each twin offers what the other one does, to be called in the same way. */
interface Twins {
  digest: typeof browserDigest extends typeof nodeDigest ? true : never;
  durable: typeof browserDurable extends typeof nodeDurable ? true : never;
  fs: typeof browserFs extends typeof nodeFs ? true : never;
  lock: typeof browserLock extends typeof nodeLock ? true : never;
  machine: typeof browserMachine extends typeof nodeMachine ? true : never;
  path: typeof browserPath extends typeof nodePath ? true : never;
  'second-bundle': typeof browserSecondBundle extends typeof nodeSecondBundle ? true : never;
}

const twins: Twins = {
  digest: true,
  durable: true,
  fs: true,
  lock: true,
  machine: true,
  path: true,
  'second-bundle': true,
};

test('everything that needs Node has a twin that does not', () => {
  const names = Object.keys(twins).map((name) => `${name}.ts`);
  expect(readdirSync('extension/host/node').toSorted()).toEqual(names);
  expect(readdirSync('extension/host/browser').toSorted()).toEqual(names);
});

test('nothing else of the extension names Node', () => {
  const files = readdirSync('extension', { recursive: true, encoding: 'utf8' });
  const others = files.filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('host', 'node')));
  expect(others.length).toBeGreaterThan(50);
  for (const file of others) {
    const text = readFileSync(path.join('extension', file), 'utf8');
    expect([file, /from 'node:|\bprocess\.|\bBuffer\b/u.exec(text)?.[0]]).toEqual([file, undefined]);
  }
});

test('a path is hashed in a browser as everywhere, so that a file stays the same file', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      (key, text) => {
        expect(browserDigest.hmacSha256(key, text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
        expect(browserDigest.sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
      },
    ),
    { numRuns: 200 },
  );
});

test('random bytes are as many as asked for', () => {
  expect(browserDigest.randomBytes(32)).toHaveLength(32);
  expect(toHex(Uint8Array.of(0, 15, 255))).toBe('000fff');
});

test('names are put behind an address as behind a path', () => {
  const name = fc.stringMatching(/^[a-z0-9.-]{1,8}$/u);
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 4 }),
      fc.array(fc.oneof(name, fc.constant('..')), { maxLength: 4 }),
      (to, more) => {
        const folder = `/${to.join('/')}`;
        expect(browserPath.join(folder, ...more)).toBe(path.posix.join(folder, ...more).replace(/(.)\/$/u, '$1'));
        const address = `vscode-vfs://github${folder}`;
        const below = path.posix.join(folder, ...more).replace(/\/$/u, '');
        expect(browserPath.join(address, ...more).replace(/\/$/u, '')).toBe(`vscode-vfs://github${below}`);
      },
    ),
  );
  expect(browserPath.resolve('vscode-vfs://github/team/app', '../x/.git')).toBe('vscode-vfs://github/team/x/.git');
  expect(browserPath.resolve('file:///w/tree', '/w/app/.git/worktrees/tree')).toBe('file:///w/app/.git/worktrees/tree');
});
