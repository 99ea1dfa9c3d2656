/** How a step ended; the text is a whole sentence for people. */
export type StepOutcome = { ok: true; text?: string } | { ok: false; text: string };

/** One thing that is done for a person, visible, skippable and, where possible, taken back. */
export interface Step {
  id: string;
  /** What it does, as shown to people before and after. */
  title: string;
  run: () => Promise<StepOutcome>;
  /** Missing where it cannot be taken back; then `lasting` says what remains. */
  undo?: () => Promise<StepOutcome>;
  lasting?: string;
}

export type StepState = 'pending' | 'running' | 'done' | 'skipped' | 'failed' | 'undone';

export interface StepProgress {
  readonly step: Step;
  readonly state: StepState;
  /** What happened, or why it did not; empty when there is nothing to say. */
  readonly text: string;
}

export type Decision = 'retry' | 'skip' | 'undo' | 'leave';

export interface PlanPorts {
  onChange: (progress: readonly StepProgress[]) => void;
  /** Asked when a step failed. Nothing goes on before the answer. */
  decide: (failed: StepProgress, progress: readonly StepProgress[]) => Promise<Decision>;
}

/**
 * Does the steps one after the other. A failed one stops everything until the person decides: again, without it, all
 * taken back, or left as it is. Never throws: what a step throws is its failure.
 */
export async function runPlan(steps: readonly Step[], ports: PlanPorts): Promise<readonly StepProgress[]> {
  let progress: readonly StepProgress[] = steps.map((step) => ({ step, state: 'pending', text: '' }));
  const set = (index: number, state: StepState, text = ''): void => {
    progress = progress.map((each, at) => (at === index ? { step: each.step, state, text } : each));
    ports.onChange(progress);
  };
  for (let index = 0; index < steps.length;) {
    set(index, 'running');
    const outcome = await attempt(steps[index]?.run);
    set(index, outcome.ok ? 'done' : 'failed', outcome.text);
    const failed = progress[index];
    const decision = outcome.ok || failed === undefined ? 'next' : await ports.decide(failed, progress);
    if (decision === 'leave') return progress;
    if (decision === 'undo') {
      await undoFrom(index - 1, progress, set);
      return progress;
    }
    if (decision === 'skip') set(index, 'skipped', outcome.text);
    if (decision !== 'retry') index += 1;
  }
  return progress;
}

async function undoFrom(
  last: number,
  progress: readonly StepProgress[],
  set: (index: number, state: StepState, text?: string) => void,
): Promise<void> {
  for (let index = last; index >= 0; index -= 1) {
    const { step, state } = progress[index] ?? {};
    if (step === undefined || state !== 'done') continue;
    if (step.undo === undefined) {
      set(index, 'done', step.lasting ?? '');
      continue;
    }
    const outcome = await attempt(step.undo);
    set(index, outcome.ok ? 'undone' : 'done', outcome.text);
  }
}

async function attempt(run: (() => Promise<StepOutcome>) | undefined): Promise<StepOutcome> {
  try {
    return (await run?.()) ?? { ok: true };
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
