// Prints the ten test files that took longest: `node slowest.mjs <vitest's JSON report>`.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const slowest = testResults
  .map(({ name, startTime, endTime }) => ({ name: path.relative('.', name), ms: endTime - startTime }))
  .sort((a, b) => b.ms - a.ms)
  .slice(0, 10);

process.stdout.write('The slowest files:\n');
for (const { name, ms } of slowest) process.stdout.write(`${(ms / 1000).toFixed(1).padStart(6)} s  ${name}\n`);
