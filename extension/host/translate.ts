import * as vscode from 'vscode';
import type { Translate } from '../core/translate.ts';

/** The editor's language where there is a translation for it, else English with English times. */
export function createTranslate(): Translate {
  const language = vscode.l10n.bundle === undefined ? 'en' : vscode.env.language;
  return Object.assign((text: string, ...values: (string | number)[]): string => vscode.l10n.t(text, ...values), {
    language,
  });
}
