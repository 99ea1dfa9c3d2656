import type { CheckRow, Heading } from '../core/pickers.ts';
import type { Step } from '../core/plan.ts';
import { carryOut } from './carry-out.ts';
import { askSteps, type Draft, type MakeRow } from './drafts.ts';
import type { WorkContext } from './work.ts';

interface LastSteps<D extends Draft> {
  title: string;
  /** What is said when all of them were taken. */
  ended: string;
  draft: () => Promise<D>;
  rows: (draft: D, row: MakeRow) => (CheckRow | Heading)[];
  steps: (draft: D) => Step[];
}

/** Shows what ends the work on a task, and does what stays ticked. */
export async function takeLastSteps<D extends Draft>(
  context: WorkContext,
  { title, ended, draft, rows, steps }: LastSteps<D>,
): Promise<void> {
  const first = await context.editor.progress(title, draft);
  const accepted = await askSteps(context, title, first, { rows, edit: async (now) => now });
  if (accepted === undefined) return;
  const wanted = steps(accepted);
  if (wanted.length > 0) await carryOut(context, ended, wanted);
}
