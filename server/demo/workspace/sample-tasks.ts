import { rowsOf, type Cells, type SampleRow } from './sample-rows.ts';

/** Longer than one rich-text part may be, as when somebody pastes a whole report into the title. */
const longTitle = `Export of large boards stops half-way. ${'The last line that arrives is cut off in the middle of a row; trying again stops at another row. '.repeat(24)}`;

const everybody = Array.from({ length: 28 }, (_, index) => index);

const table: readonly Cells[] = [
  [1, 'Agree on what "done" means', 'Released to prod', [0], 'High', 1, 1.25, 88, 1900],
  [2, 'Set up the design tokens', 'Done ✅', [29], 'Medium', 6, 7.5, 87, 1800],
  [5, 'Choose a mail provider', "Won't do", [3], 'Low', 2, null, 85, 1700],
  [7, 'Payments fail when the card has expired', 'In Review', [1], 'Urgent', 3, 2.75, 20, 5],
  [9, 'Invitation mails in the language of the invited person', 'Released to prod', [4, 6], 'Medium', 5, 4.5, 70, 1200],
  [12, 'Search finds archived projects too', 'In Progress', [2], 'Medium', 4.5, 1.5, 30, 8],
  [13, 'Undo for deleted comments', 'To-do', [], 'Low', 3, null, 30, 600],
  [17, 'Faster first load of the board', 'In progress (50%)', [5, 1], 'High', 12, 6.33, 28, 11],
  [18, 'Пересмотреть тексты ошибок', 'Готово', [11], 'Medium', 2.5, 2.25, 27, 400],
  [21, 'Keyboard shortcuts for the board', 'Icebox', [], 'Low', 8, null, 60, 900],
  [23, 'Rate limits per customer', 'Blocked', [7], 'High', 10, 3, 26, 30],
  [24, 'Audit trail: who changed which setting', 'In Review', [8, 9], 'High', 9, 8.75, 25, 6],
  [26, 'Accessibility: focus order in dialogs', 'QA', [12], 'Medium', 3.5, 3.5, 24, 14],
  [28, 'Remove the old importer', 'Not done', [13], 'Low', 0, null, 40, 700],
  [29, 'Dark mode for mails 🌙', 'To-do', [14], 'Low', 2, null, 22, 500],
  [31, 'Two-factor sign-in: recovery codes', 'In Progress', [1, 2], 'Urgent', 7, 2, 14, 4],
  [33, 'دعم الواجهة من اليمين إلى اليسار', 'In Progress', [7], 'Medium', 16, 5.5, 21, 26],
  [35, 'Webhooks: sign every delivery', 'Released to prod', [3], 'High', 4, 4.25, 45, 800],
  [36, '', 'To-do', [], null, null, null, 10, 240],
  [38, longTitle, 'To-do', [15], 'High', 5, null, 9, 200],
  [39, 'Calendar feed shows the wrong day west of Greenwich', 'Done ✅', [16], 'High', 1.75, 2, 18, 50],
  [40, 'Time zone of a team can be changed', 'Blocked', [17, 30], 'Medium', -2, null, 17, 70],
  [41, 'Onboarding: first project from a template', 'In Review', [18], 'Medium', 6.5, 6, 16, 9],
  [42, 'Sign-in page remembers the last workspace', 'In Progress', [1], 'High', 6, 2.5, 12, 3],
  [43, 'Sign-in page: say which account is used', 'To-do', [1], 'Medium', 1.5, null, 12, 280],
  [44, 'Try the new onboarding and write down what hurts', 'In Progress', everybody, 'Medium', 28, 11, 6, 7],
  [45, 'Hand over the billing job', 'To-do', [31], 'Medium', 2, null, 5, 100],
  [46, 'New icons 🎨🖼️', 'QA', [28, 30], null, 0.25, 0.25, 4, 12],
  [47, 'Read-only sharing links', 'To-do', [19], 'High', 10, null, 3, 60],
  [1337, 'Fix the status mapping of imported boards', 'Not done', [20, 1], 'High', 2.25, 0.5, 2, 10],
];

const trashed: SampleRow = {
  number: 48,
  title: 'Made by mistake',
  status: 'To-do',
  createdDaysAgo: 3,
  editedHoursAgo: 70,
  trashed: true,
};
const archived: SampleRow = {
  number: 3,
  title: 'Logo for the first landing page',
  status: 'Done ✅',
  people: [29],
  createdDaysAgo: 86,
  editedHoursAgo: 1750,
  archived: true,
};

export const sampleTasks: readonly SampleRow[] = [...rowsOf(table), trashed, archived];
