import type { Choice } from './dialogs.ts';

/** A line between choices: a group's name, or what is not possible and why. A checklist shows it as a row that cannot be ticked. */
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

/**
 * The rows to choose from so that every heading is seen. A quick pick draws a heading beside the row after it: of several in a row
 * only the last, and none after the last row. So neighbours become one, and those at the end stand below the last row.
 */
export function withAllHeadings<T extends Choice>(rows: readonly (T | Heading)[]): (T | Heading)[] {
  const drawn: (T | Heading)[] = [];
  let run: string[] = [];
  for (const row of rows) {
    if ('heading' in row) {
      run.push(row.heading);
      continue;
    }
    if (run.length > 0) drawn.push({ heading: run.join(' · ') });
    run = [];
    drawn.push(row);
  }
  const last = drawn.at(-1);
  if (run.length === 0) return drawn;
  if (last === undefined || 'heading' in last) return [{ heading: run.join(' · ') }];
  const detail = [last.detail ?? '', ...run].filter((text) => text !== '').join(' · ');
  return [...drawn.slice(0, -1), { ...last, detail }];
}
