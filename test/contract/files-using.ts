import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const imported = /^(?:import|export)\b[^'"]*?from '(\.[^']+)'|^import '(\.[^']+)'/gmu;

/** The test files in folders that import a file of the tests, by whatever way. Paths are relative to `root`. */
export function filesUsing(root: string, folders: readonly string[], wanted: string): string[] {
  const target = path.join(root, wanted);
  const known = new Map<string, boolean>([[target, true]]);

  function uses(file: string): boolean {
    const answer = known.get(file);
    if (answer !== undefined) return answer;
    // Whoever comes back here in a circle finds it elsewhere or not at all.
    known.set(file, false);
    const found = importsOf(file).some((other) => uses(other));
    known.set(file, found);
    return found;
  }

  /** Only what is below `test`: nothing of the product imports from there. */
  function importsOf(file: string): string[] {
    return [...readFileSync(file, 'utf8').matchAll(imported)]
      .map(([, from, bare]) => path.join(path.dirname(file), from ?? bare ?? ''))
      .filter((other) => other.startsWith(path.join(root, 'test/')));
  }

  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => name.endsWith('.test.ts') && uses(path.join(root, name)))
    .toSorted();
}
