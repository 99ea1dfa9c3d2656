import { createSignal } from '../../../extension/core/lifecycle.ts';
import type { PauseState } from '../../../extension/core/pause.ts';
import type { Pauses } from '../../../extension/host/pauses.ts';

/** Pauses without a disk. */
export function createFakePauses(begun: PauseState | null = null): Pauses {
  const changed = createSignal<void>();
  let state = begun;
  const set = async (next: PauseState | null): Promise<void> => {
    state = next;
    changed.fire();
  };
  return {
    now: () => state,
    look: async () => state,
    wasAt: () => false,
    before: () => null,
    pause: (untilMs) => set({ untilMs }),
    resume: () => set(null),
    forget: () => set(null),
    onChange: changed.on,
    dispose: () => undefined,
  };
}
