import { taskTime } from '../core/task-time.ts';
import type { Context } from './context.ts';
import { currentTask } from './current-task.ts';
import { logTime } from './log-time.ts';

/** Logs time on the current task, with what is known here of its coding time. */
export async function logTimeHere(context: Context): Promise<void> {
  const { task, clock, codingTime, git } = context;
  const queue = context.worklogs();
  const link = await currentTask(context);
  if (link === null) return undefined;
  // What is logged is kept for an account.
  if (queue === null) return context.editor.run('tickmark.signIn');
  const { localSeconds } = taskTime(task.state(), codingTime.counting()?.time ?? null, clock.nowMs());
  return logTime({ ...context, lastCommitSubject: git.lastCommitSubject, queue, localSeconds }, link);
}
