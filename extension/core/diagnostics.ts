import { redact } from './redact.ts';
import type { TaskState } from './task-state.ts';
import { untranslated } from './translate.ts';
import { whyText } from './why.ts';

/** What is of use in a report, besides the task. */
export interface DiagnosticFacts {
  nowMs: number;
  server: string;
  version: string;
  /** Name and version of the editor, the system, where the extension runs. */
  editor: string;
  system: string;
  remote: string;
  language: string;
  /** Settings of ours, as read. */
  settings: object;
  /** What waits or needs the person, by name. */
  queues: Readonly<Record<string, number | null>>;
  /** The last lines of the log, as written. */
  log: readonly string[];
}

/** Texts that must not be in a report. */
export interface Private {
  secrets: readonly string[];
  /** Of people and of the system's user. */
  names: readonly string[];
}

/**
 * A report to paste into an issue, in English whatever the editor speaks. Tokens, absolute paths, names of people and
 * e-mail addresses are taken out; the title of the task is left out.
 */
export function diagnosticsText(state: TaskState, facts: DiagnosticFacts, hidden: Private): string {
  const { nowMs, server, version, log, settings, queues, ...where } = facts;
  const lines = [
    whyText(withoutContent(state), { nowMs, server, version }, untranslated),
    '## Editor',
    '',
    ...Object.entries(where).map(([name, value]) => `${name}: ${value}`),
    `state: ${state.kind}`,
    `settings: ${JSON.stringify(settings)}`,
    `queues: ${JSON.stringify(queues)}`,
    '',
    '## Last lines of the log',
    '',
    ...(log.length === 0 ? ['none'] : log),
    '',
  ];
  const people = state.kind === 'task' ? state.link.issue.assignees.flatMap(({ name }) => name ?? []) : [];
  return redact(lines.join('\n'), hidden.secrets, [...hidden.names, ...people]);
}

/** No title, and no sentence of the server about a link: it may name who made it. The rule says enough. */
function withoutContent(state: TaskState): TaskState {
  if (!('link' in state)) return state;
  const { rule, reason } = state.link;
  const shown = { reason: rule === 'none' ? reason : `by the rule “${rule}”` };
  if (state.kind === 'no_task') return { ...state, link: { ...state.link, ...shown } };
  return { ...state, link: { ...state.link, ...shown, issue: { ...state.link.issue, title: '' } } };
}
