import * as vscode from 'vscode';
import { createOwner, type Disposable, type Event } from '../core/lifecycle.ts';
import type { TreeRow } from '../core/task-rows.ts';

/** A tree in the side bar. */
export interface TreeView extends Disposable {
  /** What it shows may have changed. */
  changed: () => void;
  isVisible: () => boolean;
  onVisibility: Event<unknown>;
}

/** Draws rows as a tree. @param rows asked for only while somebody looks */
export function createTree(id: string, rows: () => Promise<readonly TreeRow[]>): TreeView {
  const owner = createOwner();
  const changed = owner.add(new vscode.EventEmitter<void>());
  const tree = owner.add(
    vscode.window.createTreeView<TreeRow>(id, {
      treeDataProvider: {
        onDidChangeTreeData: changed.event,
        getChildren: async (row) => [...(row === undefined ? await rows() : (row.children ?? []))],
        getTreeItem: itemOf,
      },
    }),
  );
  return {
    changed: () => changed.fire(),
    isVisible: () => tree.visible,
    onVisibility: tree.onDidChangeVisibility,
    dispose: () => owner.dispose(),
  };
}

function itemOf(row: TreeRow): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.children === null ? None : row.isFolded ? Collapsed : Expanded);
  item.id = row.id;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.accessibilityInformation = { label: row.spoken };
  item.contextValue = row.kind;
  if (row.icon !== '') item.iconPath = new vscode.ThemeIcon(row.icon);
  if (row.kind === 'task') item.command = { command: 'tickmark.readPage', title: '', arguments: [row] };
  return item;
}
