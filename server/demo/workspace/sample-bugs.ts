import { rowsOf, type Cells, type SampleRow } from './sample-rows.ts';

const table: readonly Cells[] = [
  [1, 'Sign-in loops when cookies are blocked', 'Shipped', [1], 'Urgent', 2, null, 60, 1100],
  [2, 'Avatar is stretched on narrow screens', 'Resolved', [6], 'Low', 0.5, null, 55, 1000],
  [3, 'Board forgets its filter after a reload', 'Fix in progress', [2], 'Medium', 1.5, null, 19, 6],
  [4, 'CSV export breaks on semicolons', 'In Review', [5], 'High', 1, null, 15, 13],
  [5, 'Emoji in project names end the mail subject early 📮', 'Triaged', [], 'Low', null, null, 14, 330],
  [6, 'Dates before 1970 show as today', 'Cannot reproduce', [9], 'Low', null, null, 40, 880],
  [7, 'Notification bell counts read messages', 'Reopened', [10, 12], 'Medium', 1.25, null, 33, 20],
  [8, 'Search: two spaces find nothing', 'Resolved', [2], 'Low', 0.75, null, 31, 610],
  [9, 'Session ends while a form is open', 'Unresolved', [7], 'High', 3, null, 29, 420],
  [10, 'Drag and drop puts the card one row too low', 'Fix in progress', [5], 'High', 2.5, null, 11, 5],
  [11, 'Right-to-left names overlap the menu', 'New', [], 'Medium', null, null, 8, 180],
  [12, 'Printing a board cuts the last column', 'New', [21], 'Low', null, null, 6, 140],
  [13, 'Tooltip stays after its row is gone', 'Shipped', [13], 'Low', 0.5, null, 24, 530],
  [14, 'Import stops at the first empty line', 'Triaged', [22, 23], 'High', 2, null, 4, 28],
];

export const sampleBugs: readonly SampleRow[] = rowsOf(table);
