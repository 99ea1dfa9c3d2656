// Adds up the test reports of all parts: `node count.mjs <folder of vitest's JSON reports> [name of a failed part]…`
// The last line is `N passed, M failed`; a part that failed without a failing test counts as one failure.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [folder, ...failedParts] = process.argv.slice(2);
const reports = readdirSync(folder).map((file) =>
  count(path.basename(file, '.json'), JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
);

for (const { part, passed, skipped, failures } of reports) {
  const extra = skipped > 0 ? `, ${skipped} skipped` : '';
  process.stdout.write(`${part.padEnd(12)} ${passed} passed, ${failures.length} failed${extra}\n`);
  for (const { name, why } of failures) process.stdout.write(`  FAILED ${name}\n${why}`);
}

const silent = failedParts.filter(
  (name) => !reports.some((report) => report.part === name && report.failures.length > 0),
);
for (const name of silent) process.stdout.write(`  FAILED ${name}\n`);

const passed = reports.reduce((sum, report) => sum + report.passed, 0);
const failed = reports.reduce((sum, report) => sum + report.failures.length, silent.length);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** A file that could not even be loaded has no tests in the report and counts as one failure. */
function count(part, report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    part,
    passed: tests.filter((test) => test.status === 'passed').length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).length,
    failures: [
      ...tests
        .filter((test) => test.status === 'failed')
        .map((test) => ({ name: test.fullName, why: beginningOf(test.failureMessages?.join('\n')) })),
      ...broken.map((file) => ({
        name: `${path.relative('.', file.name)} could not run`,
        why: beginningOf(file.message),
      })),
    ],
  };
}

/** Enough of a message to know what happened, also where only the end of the output is kept. */
function beginningOf(message = '') {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 300)}\n`)
    .join('');
}
