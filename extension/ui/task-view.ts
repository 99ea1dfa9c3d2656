import type { Clock } from '../core/clock.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { linkBranchCommand, linkOffers } from '../core/link-offers.ts';
import { otherEditors } from '../core/editors.ts';
import type { ItemStyle } from '../core/status-item.ts';
import { taskTime } from '../core/task-time.ts';
import type { TaskStore } from '../core/task-store.ts';
import { createTicker } from '../core/ticker.ts';
import type { Translate } from '../core/translate.ts';
import type { UnlinkedWork } from '../core/unlinked-work.ts';
import type { WorklogQueue } from '../core/worklog-queue.ts';
import type { CodingTime } from '../host/coding-time.ts';
import type { Pauses } from '../host/pauses.ts';
import type { StatusItemView } from './status-item.ts';

export interface TaskViewPorts {
  clock: Clock;
  t: Translate;
  item: Pick<StatusItemView, 'render'>;
  task: Pick<TaskStore, 'state'>;
  codingTime: Pick<CodingTime, 'counting'>;
  worklogs: () => WorklogQueue | null;
  unlinked: UnlinkedWork;
  pauses: Pick<Pauses, 'now'>;
  style: () => ItemStyle;
  /** What came to the list of what is sent since the person saw it. */
  unseenFields: () => string[];
  /** This editor, as its signs of activity name it. */
  editorName: string;
  /** Of the commands that an offer may name, those that there are. */
  canRun: (command: string) => boolean;
}

/** Shows the current task; the time in it moves at most once a minute and only in a window that is used. */
export interface TaskView extends Disposable {
  render: () => void;
  setActive: (active: boolean) => void;
}

export function createTaskView(ports: TaskViewPorts): TaskView {
  const { clock, task, codingTime, item, unlinked, t } = ports;
  let isActive = false;
  const render = (): void => {
    const state = task.state();
    const nowMs = clock.nowMs();
    unlinked.note(state, isActive);
    const isLinkOffered = unlinked.isOffered(state) && ports.canRun(linkBranchCommand);
    const { todaySeconds, totalSeconds, sessionSeconds } = taskTime(state, codingTime.counting()?.time ?? null, nowMs);
    const offers = isLinkOffered ? linkOffers(true, t).filter(({ command }) => ports.canRun(command)) : null;
    // Where nothing is counted there is nothing to pause.
    const isCounted = codingTime.counting() !== null;
    const pause = isCounted ? ports.pauses.now() : null;
    const canPause = isCounted && pause === null;
    const parts = state.kind === 'task' && todaySeconds !== null ? state.link.trackedTodayByEditor : [];
    const others = otherEditors(parts, ports.editorName, t);
    const times = { todaySeconds: todaySeconds ?? 0, otherEditors: others, totalSeconds, sessionSeconds };
    item.render(
      state,
      { todaySeconds, totalSeconds, style: ports.style(), isLinkOffered },
      { nowMs, ...times, notices: notices(ports), offers, canPause },
      pause,
    );
  };
  const ticker = createTicker(clock, 60_000, render);
  return {
    render,
    setActive: (active) => {
      isActive = active;
      ticker.setRunning(active);
      if (active) render();
      else unlinked.note(task.state(), false);
    },
    dispose: () => ticker.dispose(),
  };
}

function notices({ worklogs, codingTime, unseenFields, t }: TaskViewPorts): string[] {
  const unseen = codingTime.counting() === null ? [] : unseenFields();
  const entries = worklogs()?.entries() ?? [];
  const parked = entries.filter((entry) => entry.parked !== null).length;
  const waiting = entries.length - parked;
  return [
    ...(unseen.length === 0
      ? []
      : [t('New in what is sent with coding time: {0}. “Show What Is Sent” lists everything.', unseen.join(', '))]),
    ...(waiting === 0 ? [] : [t('Worklogs that wait for the server: {0}', waiting)]),
    ...(parked === 0 ? [] : [t('Worklogs that need you: {0}', parked)]),
  ];
}
