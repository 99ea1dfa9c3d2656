import { createSignal } from '../../../extension/core/lifecycle.ts';
import type { Secrets } from '../../../extension/host/session.ts';

/** The editor's secret storage; several windows may share one. */
export function createFakeSecrets(): Secrets & { values: Map<string, string>; listeners: () => number } {
  const values = new Map<string, string>();
  const changed = createSignal<{ key: string }>();
  return {
    values,
    get: async (key) => values.get(key),
    async store(key, value) {
      values.set(key, value);
      changed.fire({ key });
    },
    async delete(key) {
      values.delete(key);
      changed.fire({ key });
    },
    onDidChange: changed.on,
    listeners: changed.count,
  };
}
