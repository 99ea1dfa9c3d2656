import type { DeclinedBranches } from '../core/unlinked-work.ts';
import type { Memento } from './link-memory.ts';

const mementoKey = 'tickmark.neverOffer';
const mostBranches = 200;

/** Kept in the editor's memory for a workspace; the oldest makes room. */
export function createDeclinedBranches(memento: Memento, onError: (error: unknown) => void): DeclinedBranches {
  const read = (): string[] => {
    const stored = memento.get(mementoKey);
    return Array.isArray(stored) ? stored.filter((branch) => typeof branch === 'string') : [];
  };
  return {
    has: (branch) => read().includes(branch),
    add(branch) {
      const others = read().filter((other) => other !== branch);
      memento.update(mementoKey, [...others, branch].slice(-mostBranches)).then(undefined, onError);
    },
  };
}
