import type { Clock } from '../core/clock.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { taskTime } from '../core/task-time.ts';
import type { TaskStore } from '../core/task-store.ts';
import { createTicker } from '../core/ticker.ts';
import type { Translate } from '../core/translate.ts';
import type { WorklogQueue } from '../core/worklog-queue.ts';
import type { CodingTime } from '../host/coding-time.ts';
import type { StatusItemView } from './status-item.ts';

export interface TaskViewPorts {
  clock: Clock;
  t: Translate;
  item: StatusItemView;
  task: Pick<TaskStore, 'state'>;
  codingTime: Pick<CodingTime, 'counting'>;
  worklogs: () => WorklogQueue | null;
}

/** Shows the current task; the time in it moves at most once a minute and only in a window that is used. */
export interface TaskView extends Disposable {
  render: () => void;
  setActive: (active: boolean) => void;
}

export function createTaskView(ports: TaskViewPorts): TaskView {
  const { clock, task, codingTime, item } = ports;
  const render = (): void => {
    const state = task.state();
    const nowMs = clock.nowMs();
    const { todaySeconds, totalSeconds, sessionSeconds } = taskTime(state, codingTime.counting()?.time ?? null, nowMs);
    const extras = { nowMs, todaySeconds: todaySeconds ?? 0, totalSeconds, sessionSeconds, notices: notices(ports) };
    item.render(state, todaySeconds, extras);
  };
  const ticker = createTicker(clock, 60_000, render);
  return {
    render,
    setActive: (active) => {
      ticker.setRunning(active);
      if (active) render();
    },
    dispose: () => ticker.dispose(),
  };
}

function notices({ worklogs, t }: TaskViewPorts): string[] {
  const entries = worklogs()?.entries() ?? [];
  const parked = entries.filter((entry) => entry.parked !== null).length;
  const waiting = entries.length - parked;
  return [
    ...(waiting === 0 ? [] : [t('Worklogs that wait for the server: {0}', waiting)]),
    ...(parked === 0 ? [] : [t('Worklogs that need you: {0}', parked)]),
  ];
}
