import * as vscode from 'vscode';
import type { Dialogs, Finding, TextQuestion } from '../core/dialogs.ts';
import { withoutLinks } from '../core/text.ts';

/** The editor's own input boxes, quick picks and messages. */
export function createDialogs(): Dialogs {
  return {
    askText,
    async pick(title, choices) {
      return vscode.window.showQuickPick([...choices], { title, matchOnDescription: true });
    },
    async tell({ level, text: written, modalDetail, buttons = [] }) {
      const text = withoutLinks(written);
      const options = modalDetail === undefined ? {} : { modal: true, detail: modalDetail };
      if (level === 'error') return vscode.window.showErrorMessage(text, options, ...buttons);
      if (level === 'warning') return vscode.window.showWarningMessage(text, options, ...buttons);
      return vscode.window.showInformationMessage(text, options, ...buttons);
    },
  };
}

function askText(question: TextQuestion): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = withoutLinks(question.prompt);
  box.value = question.value ?? '';
  box.placeholder = question.placeholder ?? '';
  box.password = question.secret ?? false;
  box.ignoreFocusOut = true;
  const show = (finding: Finding | undefined): void => {
    box.validationMessage =
      finding === undefined
        ? undefined
        : { message: withoutLinks(finding.message), severity: severities[finding.level] };
  };
  const check = (): Finding | undefined => question.check?.(box.value);
  show(question.secret === true ? check() : undefined);
  return new Promise((resolve) => {
    box.onDidChangeValue(() => show(check()));
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.onDidAccept(async () => {
      const text = box.value;
      const wrong = check();
      if (wrong?.level === 'error') return show(wrong);
      box.busy = true;
      box.enabled = false;
      const refused = await question.submit?.(text);
      box.busy = false;
      box.enabled = true;
      if (refused !== undefined) return show(refused);
      resolve(text);
      return box.hide();
    });
    box.show();
  });
}

const severities = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
};
