/** The commands about tasks, and others that are run now and then; what they do is in the second bundle. */
export const taskCommandIds = [
  'tickmark.startTask',
  'tickmark.finishTask',
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
  'tickmark.logTime',
  'tickmark.syncNow',
  'tickmark.whyThisTask',
  'tickmark.copyDiagnostics',
  'tickmark.countCodingTime',
  'tickmark.showSentData',
  'tickmark.pauseCodingTime',
  'tickmark.resumeCodingTime',
  'tickmark.exportData',
  'tickmark.deleteLocalData',
  'tickmark.deleteServerData',
] as const;

export type TaskCommandId = (typeof taskCommandIds)[number];
