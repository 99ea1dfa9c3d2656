import { whyText } from '../core/why.ts';
import type { Context } from './context.ts';

/** Shows how the current task was found, as a document. */
export async function whyThisTask({ task, clock, session, version, editor, t }: Context): Promise<void> {
  const server = session.server();
  const facts = { nowMs: clock.nowMs(), server: server.ok ? server.address : t(server.detail), version };
  await editor.showDocument('Why this task.md', whyText(task.state(), facts, t));
}
