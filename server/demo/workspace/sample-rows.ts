/** One row of the sample data. Times count back from the moment the workspace is made. */
export interface SampleRow {
  number: number;
  title: string;
  status: string;
  /** Numbers of people in the list of sample people. */
  people?: readonly number[];
  priority?: string;
  estimateHours?: number;
  spentHours?: number;
  createdDaysAgo: number;
  editedHoursAgo: number;
  trashed?: boolean;
  archived?: boolean;
}

/** Cells: number, title, status, people, priority, estimate, spent, created (days ago), edited (hours ago). */
export type Cells = readonly [
  number: number,
  title: string,
  status: string,
  people: readonly number[],
  priority: string | null,
  estimateHours: number | null,
  spentHours: number | null,
  createdDaysAgo: number,
  editedHoursAgo: number,
];

export function rowsOf(table: readonly Cells[]): SampleRow[] {
  return table.map(([number, title, status, people, priority, estimate, spent, createdDaysAgo, editedHoursAgo]) => ({
    number,
    title,
    status,
    people,
    createdDaysAgo,
    editedHoursAgo,
    ...(priority === null ? {} : { priority }),
    ...(estimate === null ? {} : { estimateHours: estimate }),
    ...(spent === null ? {} : { spentHours: spent }),
  }));
}
