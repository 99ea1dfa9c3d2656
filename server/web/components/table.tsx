import type { ComponentChildren } from 'preact';

export interface Column<T> {
  head: string;
  cell: (item: T) => ComponentChildren;
  /** `number` aligns to the right, `short` stays on one line, `wide` takes the room that is left, `first` leads the card on a narrow screen. */
  kind?: 'number' | 'short' | 'wide' | 'first' | 'actions';
}

interface Props<T> {
  caption: string;
  columns: readonly Column<T>[];
  items: readonly T[];
  keyOf: (item: T) => string;
  marked?: (item: T) => boolean;
}

/**
 * A table that becomes a list of cards on a narrow screen. The roles are written out, because browsers take them away
 * from a table that is laid out in another way.
 */
export function Table<T>({ caption, columns, items, keyOf, marked }: Props<T>) {
  return (
    <table role="table">
      <caption class="hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th key={head} role="columnheader" scope="col" class={kind}>
              {kind === 'actions' ? <span class="hidden">{head}</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {items.map((item) => (
          <tr key={keyOf(item)} role="row" aria-current={marked?.(item) === true ? 'true' : undefined}>
            {columns.map(({ head, kind, cell }) => (
              <td key={head} role="cell" class={kind} data-label={head}>
                <div>{cell(item)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
