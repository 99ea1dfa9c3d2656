import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { brokenStories } from './build.ts';

// Runs in front of each file. The tests of a file build on each other and wait for minutes, so after the first that fails
// the rest of its file is left out. Other files are tried all the same, until so many failed that it is not their fault.

const mostBroken = 3;
let isBroken = false;
let hasPassed = false;
let mark = '';

beforeAll(async () => {
  await mkdir(brokenStories, { recursive: true });
  const before = await readdir(brokenStories);
  if (before.length >= mostBroken) throw new Error(`Not tried: these failed already: ${before.join(', ')}.`);
  mark = path.join(brokenStories, path.basename(expect.getState().testPath ?? ''));
  await writeFile(mark, '');
});

beforeEach(({ skip }) => {
  if (isBroken) skip('A test before it failed.');
});

afterEach(({ task }) => {
  if (task.result?.state === 'fail') isBroken = true;
  else hasPassed = true;
});

// Where the preparation of a file fails, none of its tests has passed.
afterAll(async () => {
  if (!isBroken && hasPassed) await rm(mark, { force: true });
});
