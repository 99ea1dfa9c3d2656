/** The commands about tasks; what they do is in the second bundle. */
export const taskCommandIds = [
  'tickmark.startTask',
  'tickmark.finishTask',
  'tickmark.finishMerged',
  'tickmark.changeStatus',
  'tickmark.addComment',
  'tickmark.readPage',
  'tickmark.openTask',
  'tickmark.createTask',
  'tickmark.createTaskFromTodo',
  'tickmark.linkBranch',
  'tickmark.unlinkBranch',
  'tickmark.copy',
  'tickmark.searchTasks',
  'tickmark.showColleagues',
] as const;

export type TaskCommandId = (typeof taskCommandIds)[number];
