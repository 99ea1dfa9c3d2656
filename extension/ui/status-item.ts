import * as vscode from 'vscode';
import type { Disposable } from '../core/lifecycle.ts';
import type { PauseState } from '../core/pause.ts';
import { pausedItem, pausedSection } from '../core/paused-item.ts';
import { type ItemFacts, type ItemPlace, type StatusItem, statusItem, usualPlace } from '../core/status-item.ts';
import type { TaskState } from '../core/task-state.ts';
import { tooltip, type TooltipExtras } from '../core/tooltip.ts';
import type { Translate } from '../core/translate.ts';

export interface StatusItemView extends Disposable {
  /** @param pause of coding time; null while it is counted, or not at all */
  render: (state: TaskState, facts: ItemFacts, extras: TooltipExtras, pause: PauseState | null) => void;
  /** Moves the item. The next `render` fills it. */
  place: (place: ItemPlace) => void;
}

interface Shown extends Disposable {
  show: (wanted: StatusItem, markdown: string) => void;
  hide: () => void;
}

/** The one item in the status bar. It is touched only where something changed. */
export function createStatusItem(t: Translate, ownCommands: readonly string[], place: ItemPlace): StatusItemView {
  let at = place;
  let shown = makeItem(t, ownCommands, at);
  return {
    render(state, facts, extras, pause) {
      const item = statusItem(state, facts, t);
      const wanted = pause === null ? item : pausedItem(state, item, pause, t);
      const sections = [...(pause === null ? [] : [pausedSection(pause, t)]), tooltip(state, extras, t)];
      if (wanted === null) shown.hide();
      else shown.show(wanted, sections.filter((section) => section !== '').join('\n\n'));
    },
    place(next) {
      if (next.alignment === at.alignment && next.priority === at.priority) return;
      at = next;
      shown.dispose();
      shown = makeItem(t, ownCommands, at);
    },
    dispose: () => shown.dispose(),
  };
}

/** The editor keeps an id where it first was, also when its item is made anew: another place needs another id. */
function idOf({ alignment, priority }: ItemPlace): string {
  const { alignment: side, priority: place } = usualPlace;
  return alignment === side && priority === place ? 'tickmark.task' : `tickmark.task.${alignment}.${priority}`;
}

function makeItem(t: Translate, enabledCommands: readonly string[], { alignment, priority }: ItemPlace): Shown {
  const { Left, Right } = vscode.StatusBarAlignment;
  const side = alignment === 'left' ? Left : Right;
  const item = vscode.window.createStatusBarItem(idOf({ alignment, priority }), side, priority);
  item.name = t('Tickmark: current task');
  let isVisible = false;
  let shownTooltip = '';
  return {
    show({ text, spoken, command }, markdown) {
      if (item.text !== text) item.text = text;
      if (item.accessibilityInformation?.label !== spoken) {
        item.accessibilityInformation = { label: spoken, role: 'button' };
      }
      if (markdown !== shownTooltip) {
        shownTooltip = markdown;
        const content = new vscode.MarkdownString(markdown);
        content.isTrusted = { enabledCommands };
        item.tooltip = content;
      }
      if (item.command !== command) item.command = command;
      if (!isVisible) item.show();
      isVisible = true;
    },
    hide() {
      if (isVisible) item.hide();
      isVisible = false;
    },
    dispose: () => item.dispose(),
  };
}
