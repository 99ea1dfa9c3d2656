import type { Memento } from './link-memory.ts';

const mementoKey = 'tickmark.seenFields';

/** Which fields of a sign of activity the person has seen in the list of what is sent. */
export interface SeenFields {
  /** Those that came to the list since they saw it last. */
  unseen: () => string[];
  /** The whole list was shown. */
  note: () => void;
}

/**
 * Kept in the editor's memory. Where nothing is kept, counting was switched on by the settings alone: then the list
 * as it is now is where changes are told from.
 * @param fields names of everything that is sent
 */
export function createSeenFields(
  memento: Memento,
  fields: readonly string[],
  onError: (error: unknown) => void,
): SeenFields {
  const note = (): void => {
    memento.update(mementoKey, fields).then(undefined, onError);
  };
  return {
    note,
    unseen() {
      const seen = memento.get(mementoKey);
      if (Array.isArray(seen)) return fields.filter((field) => !seen.includes(field));
      note();
      return [];
    },
  };
}
