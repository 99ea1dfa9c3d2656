import * as vscode from 'vscode';
import type { Choice } from '../core/dialogs.ts';
import { type Clock, createDebounce } from '../core/clock.ts';
import { type CheckRow, type Checked, type Heading, type Pickers, withAllHeadings } from '../core/pickers.ts';

const typingPause = { delayMs: 250, longestMs: 2000 };

type Item<T> = vscode.QuickPickItem & { row?: T };

/** The editor's own quick picks. */
export function createPickers(clock: Clock): Pickers {
  return {
    async choose(title, placeholder, rows) {
      const options = { title, placeHolder: placeholder, matchOnDescription: true };
      return (await vscode.window.showQuickPick(withAllHeadings(rows).map(itemOf), options))?.row;
    },
    checklist,
    search: (title, placeholder, find) => search(clock, title, placeholder, find),
  };
}

function itemOf<T extends Choice>(row: T | Heading): Item<T> {
  if ('heading' in row) return { label: row.heading, kind: vscode.QuickPickItemKind.Separator };
  return { ...row, row };
}

function checklist(
  title: string,
  placeholder: string,
  rows: readonly (CheckRow | Heading)[],
): Promise<Checked | undefined> {
  const list = vscode.window.createQuickPick<Item<CheckRow>>();
  list.title = title;
  list.placeholder = placeholder;
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.items = rows.map((row): Item<CheckRow> => {
    // What is not possible is a row as well, so that it is read at its place; its box stays empty.
    if ('heading' in row) return { label: `$(circle-slash) ${row.heading}` };
    const item: Item<CheckRow> = { ...row, row };
    return row.edit === undefined
      ? item
      : { ...item, buttons: [{ iconPath: new vscode.ThemeIcon('edit'), tooltip: row.edit }] };
  });
  list.selectedItems = list.items.filter((item) => item.row?.picked === true);
  const checked = (edit: string | null): Checked => ({
    ids: list.selectedItems.flatMap((item) => item.row?.id ?? []),
    edit,
  });
  return new Promise((resolve) => {
    list.onDidChangeSelection((ticked) => {
      const own = ticked.filter(({ row }) => row !== undefined);
      if (own.length < ticked.length) list.selectedItems = own;
    });
    list.onDidTriggerItemButton(({ item }) => {
      resolve(checked(item.row?.id ?? null));
      list.hide();
    });
    list.onDidAccept(() => {
      resolve(checked(null));
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

function search<T extends Choice>(
  clock: Clock,
  title: string,
  placeholder: string,
  find: (text: string) => Promise<readonly (T | Heading)[]>,
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<Item<T>>();
  list.title = title;
  list.placeholder = placeholder;
  list.matchOnDescription = true;
  let asked = 0;
  const ask = async (): Promise<void> => {
    asked += 1;
    const thisOne = asked;
    list.busy = true;
    const rows = await find(list.value.trim());
    if (thisOne !== asked) return;
    list.busy = false;
    // What the server found is shown as found, also where the editor's own matching would hide it.
    list.items = withAllHeadings(rows).map((row) => ({ ...itemOf(row), alwaysShow: true }));
    const [only] = list.items;
    // A heading without a row below it is not drawn, so it becomes a row that does nothing.
    if (list.items.length === 1 && only?.row === undefined)
      list.items = [{ label: only?.label ?? '', alwaysShow: true }];
  };
  const later = createDebounce(clock, typingPause, () => void ask());
  return new Promise((resolve) => {
    list.onDidChangeValue(later.trigger);
    list.onDidAccept(() => {
      const row = list.selectedItems[0]?.row;
      if (row === undefined) return;
      resolve(row);
      list.hide();
    });
    list.onDidHide(() => {
      asked += 1;
      later.dispose();
      resolve(undefined);
      list.dispose();
    });
    list.show();
    void ask();
  });
}
