import * as vscode from 'vscode';
import type { Issue } from '../../shared/api/issues.ts';
import { failureExplanation } from '../core/failure-text.ts';
import type { KnownTasks } from '../core/known-tasks.ts';
import { hoverText, linkedMessage, terminalText } from '../core/task-hover.ts';
import { keysIn } from '../core/task-keys.ts';
import type { Translate } from '../core/translate.ts';

const longestLine = 2000;
const mostLines = 5000;
const mostKeysOfMessage = 5;

/** What is known of the keys in a text, for the editor's hovers and links. */
export interface TaskLinks {
  hover: (document: vscode.TextDocument, position: vscode.Position) => Promise<vscode.Hover | undefined>;
  inDocument: (document: vscode.TextDocument) => Promise<vscode.DocumentLink[]>;
  inTerminal: (line: string) => Promise<(vscode.TerminalLink & { key: string })[]>;
  /** A commit message with its keys as links; undefined when it holds none. */
  inMessage: (message: string) => Promise<string | undefined>;
}

export function createTaskLinks(known: KnownTasks, t: Translate): TaskLinks {
  const tooltipOf = (key: string): string => {
    const issue = known.get(key);
    return issue === null ? t('Open {0} in Notion', key) : terminalText(issue, t);
  };
  return {
    async hover(document, position) {
      const line = document.lineAt(position.line).text;
      if (line.length > longestLine) return undefined;
      const written = keysIn(line, await known.prefixes()).find(
        ({ index, length }) => index <= position.character && position.character <= index + length,
      );
      if (written === undefined) return undefined;
      const { key, index, length } = written;
      const found = await known.find(key);
      if (!found.ok && found.failure.code === 'issue.not_found') return undefined;
      const text = found.ok ? hoverText(found.value, t) : `${key}: ${failureExplanation(found.failure, t)}`;
      const markdown = new vscode.MarkdownString(text);
      markdown.isTrusted = { enabledCommands: ['tickmark.readPage', 'tickmark.changeStatus'] };
      return new vscode.Hover(markdown, new vscode.Range(position.line, index, position.line, index + length));
    },
    async inDocument(document) {
      const prefixes = await known.prefixes();
      const links: vscode.DocumentLink[] = [];
      for (let line = 0; prefixes.length > 0 && line < Math.min(document.lineCount, mostLines); line += 1) {
        const { text } = document.lineAt(line);
        if (text.length > longestLine || !text.includes('-')) continue;
        for (const { key, index, length } of keysIn(text, prefixes)) {
          const query = encodeURIComponent(JSON.stringify([key]));
          const target = vscode.Uri.parse(`command:tickmark.openTask?${query}`);
          const link = new vscode.DocumentLink(new vscode.Range(line, index, line, index + length), target);
          // The hover above it says the rest.
          link.tooltip = t('Open {0} in Notion', key);
          links.push(link);
        }
      }
      return links;
    },
    async inTerminal(line) {
      const keys = keysIn(line.slice(0, longestLine), await known.prefixes());
      return keys.map(({ key, index, length }) => ({ key, startIndex: index, length, tooltip: tooltipOf(key) }));
    },
    async inMessage(message) {
      const keys = keysIn(message, await known.prefixes());
      const urls = new Map<string, string | null>();
      for (const { key } of keys.slice(0, mostKeysOfMessage)) urls.set(key, urlOf(await known.find(key)));
      return linkedMessage(message, keys, (key) => urls.get(key) ?? null);
    },
  };
}

function urlOf(found: { ok: true; value: Issue } | { ok: false }): string | null {
  return found.ok && /^https?:\/\/[^\s()<>]+$/iu.test(found.value.url) ? found.value.url : null;
}
