import { formatDuration } from '../../shared/duration.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { failureDisplays } from './display.ts';
import { failureFacts, failureLabel } from './failure-text.ts';
import { reasonText } from './reason.ts';
import { mostTasks, type MyTasksState } from './my-tasks.ts';
import type { TaskState } from './task-state.ts';
import { oneLine, shorten } from './text.ts';
import type { Translate } from './translate.ts';

/** A row of a tree; a function of what is known, drawn by the editor. */
export interface TreeRow {
  /** Stable over refreshes, so that what is folded stays folded. */
  id: string;
  label: string;
  description: string;
  /** Codicon; empty for none. */
  icon: string;
  /** The whole row as a sentence for screen readers. */
  spoken: string;
  tooltip: string;
  /** `task` gets the actions of a task. */
  kind: 'task' | 'group' | 'fact';
  issue: Issue | null;
  children: readonly TreeRow[] | null;
  isFolded: boolean;
}

const statusIcons = {
  TO_DO: 'circle-outline',
  IN_PROGRESS: 'play-circle',
  DONE: 'pass-filled',
  UNDEFINED: 'tasklist',
} as const;
const statusOrder: readonly Issue['defaultStatus'][] = ['IN_PROGRESS', 'TO_DO', 'UNDEFINED', 'DONE'];

/** A task as a row. */
export function taskRow(issue: Issue, place: string, t: Translate): TreeRow {
  const title = shorten(issue.title, 120);
  const label = issue.key ?? title;
  const status = issue.status ?? t('no status');
  return {
    id: `${place}/${issue.id}`,
    label,
    description: issue.key === null ? status : title,
    icon: statusIcons[issue.defaultStatus],
    spoken: [label, issue.key === null ? '' : title, status, issue.priority ?? '']
      .filter((part) => part !== '')
      .join(', '),
    tooltip: [label, issue.key === null ? '' : title, status].filter((part) => part !== '').join(' · '),
    kind: 'task',
    issue,
    children: null,
    isFolded: false,
  };
}

/**
 * The view “My tasks”: what was worked on here last, then the person's tasks under their statuses. Empty when there is
 * nothing to show, so that the view can say what helps.
 */
export function myTaskRows(
  { issues, failure, isAsking }: MyTasksState,
  recent: readonly Issue[],
  t: Translate,
): TreeRow[] {
  if (issues === null && failure === null)
    return isAsking ? [factRow('asking', t('Asking the server…'), '', 'sync~spin')] : [];
  const trouble =
    failure === null
      ? []
      : [
          factRow(
            'failure',
            failureLabel(failure, t),
            failureFacts({ ...failure, fix: '' }, t),
            failureDisplays[failure.kind].icon,
          ),
        ];
  const newest = recent.map((known) => issues?.find(({ id }) => id === known.id) ?? known);
  const recently =
    newest.length === 0 ? [] : [groupRow('recent', t('Recent'), newest, { isFolded: false, icon: 'history' }, t)];
  const isCut = (issues?.length ?? 0) >= mostTasks;
  const cut = isCut ? [factRow('cut', t('Only the {0} changed last are shown', mostTasks), '', 'info')] : [];
  return [...trouble, ...recently, ...groupsOf(issues ?? [], t), ...cut];
}

function groupsOf(issues: readonly Issue[], t: Translate): TreeRow[] {
  const names = new Map<string, Issue[]>();
  for (const issue of issues) {
    const name = issue.status ?? '';
    names.set(name, [...(names.get(name) ?? []), issue]);
  }
  const rank = ([, [first]]: [string, Issue[]]): number => statusOrder.indexOf(first?.defaultStatus ?? 'UNDEFINED');
  return [...names.entries()]
    .sort((a, b) => rank(a) - rank(b))
    .map(([name, group]) => {
      const bucket = group[0]?.defaultStatus ?? 'UNDEFINED';
      const look = { isFolded: bucket === 'DONE', icon: statusIcons[bucket] };
      return groupRow(`status:${name}`, name === '' ? t('no status') : oneLine(name), group, look, t);
    });
}

function groupRow(
  id: string,
  label: string,
  issues: readonly Issue[],
  { isFolded, icon }: { isFolded: boolean; icon: string },
  t: Translate,
): TreeRow {
  return {
    id,
    label,
    description: String(issues.length),
    icon,
    spoken: t('{0}: {1} tasks', label, issues.length),
    tooltip: label,
    kind: 'group',
    issue: null,
    children: issues.map((issue) => taskRow(issue, id, t)),
    isFolded,
  };
}

function factRow(id: string, label: string, description: string, icon: string): TreeRow {
  const spoken = description === '' ? label : `${label}: ${description}`;
  const row = { id, label, description, icon, spoken, tooltip: spoken, kind: 'fact' } as const;
  return { ...row, issue: null, children: null, isFolded: false };
}

/** The view “Current task”; empty when there is none, so that the view can say what helps. */
export function currentTaskRows(state: TaskState, t: Translate): TreeRow[] {
  if (state.kind !== 'task') return [];
  const { issue } = state.link;
  const people = issue.assignees.map(({ name, email }) => name ?? email ?? '').filter((name) => name !== '');
  const estimate = issue.estimateSeconds === null ? t('No estimate') : formatDuration(issue.estimateSeconds);
  return [
    taskRow(issue, 'current', t),
    ...(state.failure === null
      ? []
      : [
          factRow(
            'old',
            t('not up to date'),
            failureFacts({ ...state.failure, fix: '' }, t),
            failureDisplays[state.failure.kind].icon,
          ),
        ]),
    factRow('status', t('Status'), issue.status ?? t('no status'), statusIcons[issue.defaultStatus]),
    factRow('people', t('Assignee'), people.length === 0 ? t('nobody assigned') : people.join(', '), 'account'),
    ...(issue.priority === null ? [] : [factRow('priority', t('Priority'), issue.priority, 'flame')]),
    factRow('estimate', t('Estimate'), estimate, 'milestone'),
    factRow('spent', t('Time Spent'), formatDuration(issue.spentSeconds), 'clock'),
    factRow('branch', t('Branch'), state.position.branch ?? '', 'git-branch'),
    ...(state.merged === null ? [] : [factRow('merged', t('Merged into'), state.merged.into, 'git-merge')]),
    factRow('why', t('Linked because'), reasonText(state.link, t), 'link'),
  ];
}
