import type { Choice } from './dialogs.ts';

/** A line between choices: a group's name, or what is not possible and why. */
export interface Heading {
  heading: string;
}

/** A row with a box to tick. */
export interface CheckRow extends Choice {
  id: string;
  picked: boolean;
  /** Shows a pencil with this text; a click ends the list with what is to be edited. */
  edit?: string;
}

/** Which rows are ticked; with `edit`, the row whose pencil was clicked. */
export interface Checked {
  ids: readonly string[];
  edit: string | null;
}

/** Lists to choose from. In the editor these are quick picks; each resolves to undefined when the person goes away. */
export interface Pickers {
  choose: <T extends Choice>(
    title: string,
    placeholder: string,
    rows: readonly (T | Heading)[],
  ) => Promise<T | undefined>;
  checklist: (
    title: string,
    placeholder: string,
    rows: readonly (CheckRow | Heading)[],
  ) => Promise<Checked | undefined>;
  /** Asks `find` for each text, a moment after the last key; answers for an earlier text are dropped. */
  search: <T extends Choice>(
    title: string,
    placeholder: string,
    find: (text: string) => Promise<readonly (T | Heading)[]>,
  ) => Promise<T | undefined>;
}
