import * as vscode from 'vscode';
import { statusItem } from '../core/display.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { TaskState } from '../core/task-state.ts';
import { tooltip, type TooltipExtras } from '../core/tooltip.ts';
import type { Translate } from '../core/translate.ts';

export interface StatusItemView extends Disposable {
  /** @param todaySeconds null leaves the time out */
  render: (state: TaskState, todaySeconds: number | null, extras: TooltipExtras) => void;
}

/** The one item in the status bar. It is touched only where something changed. */
export function createStatusItem(t: Translate, ownCommands: readonly string[]): StatusItemView {
  const item = vscode.window.createStatusBarItem('tickmark.task', vscode.StatusBarAlignment.Left, 50);
  item.name = t('Tickmark: current task');
  let shownTooltip = '';
  return {
    render(state, todaySeconds, extras) {
      const wanted = statusItem(state, todaySeconds, t);
      if (wanted === null) {
        item.hide();
        return;
      }
      if (item.text !== wanted.text) item.text = wanted.text;
      if (item.accessibilityInformation?.label !== wanted.spoken) {
        item.accessibilityInformation = { label: wanted.spoken, role: 'button' };
      }
      const markdown = tooltip(state, extras, t);
      if (markdown !== shownTooltip) {
        shownTooltip = markdown;
        const text = new vscode.MarkdownString(markdown);
        text.isTrusted = { enabledCommands: ownCommands };
        item.tooltip = text;
      }
      if (item.command !== wanted.command) item.command = wanted.command;
      item.show();
    },
    dispose: () => item.dispose(),
  };
}
