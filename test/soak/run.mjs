#!/usr/bin/env node
// npm run soak:worklogs -- --count 100000 --faults 5 --seed 1
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const options = { count: { type: 'string' }, faults: { type: 'string' }, seed: { type: 'string' } };
const { values } = parseArgs({ options });
const { count = '1000', faults = '5', seed = '1' } = values;
const vitest = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/soak/vitest.config.ts'], {
  cwd: path.join(import.meta.dirname, '../..'),
  env: { ...process.env, SOAK_COUNT: count, SOAK_FAULTS: faults, SOAK_SEED: seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
