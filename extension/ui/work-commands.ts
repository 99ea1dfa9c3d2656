import type { TaskCommandId } from './task-command-ids.ts';
import { addComment } from './add-comment.ts';
import { changeStatus } from './change-status.ts';
import { copyDiagnostics } from './copy-diagnostics.ts';
import { countCodingTime } from './count-coding-time.ts';
import { showSentData } from './sent-data.ts';
import { syncNow } from './sync-now.ts';
import { whyThisTask } from './why-this-task.ts';
import { copyTask } from './copy-task.ts';
import { createTask } from './create-task.ts';
import { finishMerged } from './finish-merged.ts';
import { finishTask } from './finish-task.ts';
import { deleteLocalData } from './delete-local-data.ts';
import { deleteServerData, exportData } from './server-data.ts';
import { pauseCodingTime, resumeCodingTime } from './pause-coding-time.ts';
import { logTimeHere } from './log-time-here.ts';
import { linkBranch, unlinkBranch } from './link-branch.ts';
import { openTask, readPage } from './read-page.ts';
import { searchTasks } from './search-tasks.ts';
import { showColleagues } from './show-colleagues.ts';
import { startTask } from './start-task.ts';
import { createTaskFromTodo } from './todo-task.ts';
import type { WorkContext } from './work.ts';

/** The commands about tasks. The subject is the row or link that was clicked; without one it is the current task. */
export const workCommands: Readonly<Record<TaskCommandId, (context: WorkContext, subject?: unknown) => Promise<void>>> =
  {
    'tickmark.startTask': startTask,
    'tickmark.finishTask': finishTask,
    'tickmark.finishMerged': finishMerged,
    'tickmark.changeStatus': changeStatus,
    'tickmark.addComment': addComment,
    'tickmark.readPage': readPage,
    'tickmark.openTask': openTask,
    'tickmark.createTask': createTask,
    'tickmark.createTaskFromTodo': createTaskFromTodo,
    'tickmark.linkBranch': linkBranch,
    'tickmark.unlinkBranch': unlinkBranch,
    'tickmark.copy': copyTask,
    'tickmark.searchTasks': searchTasks,
    'tickmark.logTime': logTimeHere,
    'tickmark.syncNow': syncNow,
    'tickmark.whyThisTask': whyThisTask,
    'tickmark.copyDiagnostics': copyDiagnostics,
    'tickmark.countCodingTime': countCodingTime,
    'tickmark.showSentData': showSentData,
    'tickmark.pauseCodingTime': pauseCodingTime,
    'tickmark.resumeCodingTime': resumeCodingTime,
    'tickmark.exportData': exportData,
    'tickmark.deleteLocalData': deleteLocalData,
    'tickmark.deleteServerData': deleteServerData,
    'tickmark.showColleagues': showColleagues,
  };
