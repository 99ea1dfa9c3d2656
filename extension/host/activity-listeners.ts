import * as vscode from 'vscode';
import type { Activity } from '../core/activity.ts';
import type { categoryOf } from '../core/heartbeat.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';

export type Surroundings = Omit<Parameters<typeof categoryOf>[0], 'language'>;

/**
 * Listens to what a person does. Nothing is registered before this is called, and nothing is left after its disposal.
 * A selection change is own input by keyboard or mouse only: code moves the cursor too.
 */
export function listenToActivity(
  activity: Activity<vscode.TextDocument>,
): Disposable & { surroundings: () => Surroundings } {
  const owner = createOwner();
  const running = new Map<vscode.TaskExecution, 'build' | 'test'>();
  let wasActive = vscode.window.state.active;
  const current = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
  const { Keyboard, Mouse } = vscode.TextEditorSelectionChangeKind;

  owner.add(
    vscode.window.onDidChangeTextEditorSelection((event) => {
      if (event.kind === Keyboard || event.kind === Mouse) activity.input(event.textEditor.document);
    }),
  );
  owner.add(
    vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
      if (document !== current() || !vscode.window.state.focused) return;
      // What another program wrote to the disk is read in and is not unsaved then; only undoing leads there too. That a
      // document has become unsaved is told by an event of its own, after the one with the change.
      if (document.isDirty || reason !== undefined) activity.edited(document);
    }),
  );
  owner.add(vscode.workspace.onWillSaveTextDocument(({ document }) => activity.saving(document)));
  owner.add(vscode.workspace.onDidSaveTextDocument(activity.saved));
  owner.add(
    vscode.window.onDidChangeWindowState(({ active }) => {
      if (active && !wasActive) activity.used(current());
      wasActive = active;
    }),
  );
  owner.add(vscode.window.onDidChangeActiveTerminal(() => activity.used(current())));
  owner.add(vscode.window.onDidStartTerminalShellExecution(() => activity.used(current())));
  owner.add(vscode.debug.onDidChangeActiveDebugSession(() => activity.changed(current())));
  owner.add(
    vscode.tasks.onDidStartTask(({ execution }) => {
      const group = execution.task.group?.id;
      if (group === vscode.TaskGroup.Test.id) running.set(execution, 'test');
      else if (group === vscode.TaskGroup.Build.id || group === vscode.TaskGroup.Rebuild.id)
        running.set(execution, 'build');
      activity.changed(current());
    }),
  );
  owner.add(
    vscode.tasks.onDidEndTask(({ execution }) => {
      running.delete(execution);
      activity.changed(current());
    }),
  );

  return {
    surroundings() {
      const kinds = new Set(running.values());
      return {
        debugging: vscode.debug.activeDebugSession !== undefined,
        testing: kinds.has('test'),
        building: kinds.has('build'),
        comparing: vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
      };
    },
    dispose: () => owner.dispose(),
  };
}
