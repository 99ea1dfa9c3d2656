import { readBranchLink } from '../core/answer-shapes.ts';
import type { RememberedAnswer } from '../core/task-state.ts';

/** What is used of the editor's memory for a workspace. */
export interface Memento {
  get: (key: string) => unknown;
  update: (key: string, value: unknown) => PromiseLike<void>;
}

/** Last answers about branches, kept over restarts: shown, as old, while the server cannot be reached. */
export interface LinkMemory {
  recall: (branch: string) => RememberedAnswer | null;
  remember: (branch: string, answer: RememberedAnswer) => void;
}

const keyOf = (owner: string): string => `tickmark.answers:${owner}`;
const mostAnswers = 20;

/**
 * Keeps the answers of each account apart, because folders of one window may belong to different servers.
 * @param owner names server and person; answers given to somebody else are never recalled
 */
export function createLinkMemory(memento: Memento, owner: () => string, onError: (error: unknown) => void): LinkMemory {
  const read = (): Record<string, RememberedAnswer> => {
    const stored = memento.get(keyOf(owner()));
    if (typeof stored !== 'object' || stored === null || !('owner' in stored) || stored.owner !== owner()) return {};
    return 'answers' in stored ? (stored.answers as Record<string, RememberedAnswer>) : {};
  };
  return {
    recall(branch) {
      const { link, askedAtMs, answeredAtMs }: Partial<RememberedAnswer> = read()[branch] ?? {};
      const known = readBranchLink(link);
      if (known === undefined || typeof askedAtMs !== 'number' || typeof answeredAtMs !== 'number') return null;
      return { link: known, askedAtMs, answeredAtMs };
    },
    remember(branch, answer) {
      const { [branch]: _before, ...others } = read();
      const answers = Object.fromEntries([...Object.entries(others), [branch, answer]].slice(-mostAnswers));
      memento.update(keyOf(owner()), { owner: owner(), answers }).then(undefined, onError);
    },
  };
}
