import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import vm from 'node:vm';
import type { Disposable } from '../../../extension/core/lifecycle.ts';
import type { TickmarkApi } from '../../../extension/public-api.ts';
import type { StubEditor } from './stub-vscode.ts';

export interface Bundle {
  activate: (context: object) => TickmarkApi;
}

let built: Promise<unknown> | undefined;

/** Builds the extension as it is shipped, once in each worker of a run, and gives its text. */
export async function buildBundle(): Promise<string> {
  built ??= promisify(execFile)(process.execPath, ['esbuild.config.mjs', 'extension']);
  await built;
  return readFile('dist/extension/main.cjs', 'utf8');
}

const nodeRequire = createRequire(import.meta.url);

/**
 * Evaluates a bundle as the editor does.
 * @param replaced modules to give instead of Node's own
 * @param onLoad told of each further bundle that is loaded
 */
export function evaluate(
  code: string,
  replaced: Readonly<Record<string, object>>,
  onLoad: (name: string) => void = () => undefined,
): Bundle {
  const wrapped = new vm.Script(`(function (require, module, exports) {${code}\n})`, { filename: 'main.cjs' });
  const module: { exports: unknown } = { exports: {} };
  const load = (name: string): unknown => {
    if (!name.startsWith('./')) return replaced[name] ?? nodeRequire(name);
    onLoad(name);
    return evaluate(readFileSync(path.join('dist/extension', name), 'utf8'), replaced, onLoad);
  };
  const run = wrapped.runInThisContext() as (load: unknown, module: object, exports: unknown) => void;
  run(load, module, module.exports);
  return module.exports as Bundle;
}

/** Activates in a stub editor; dispose as the editor does when it closes. */
export function activate(
  code: string,
  editor: StubEditor,
  replaced: Readonly<Record<string, object>> = {},
): Disposable & { api: TickmarkApi } {
  const api = evaluate(code, { vscode: editor.vscode, ...replaced }).activate(editor.context);
  const { subscriptions } = editor.context as { subscriptions: Disposable[] };
  return {
    api,
    dispose() {
      for (const subscription of subscriptions.splice(0).toReversed()) subscription.dispose();
    },
  };
}
