import { formatDuration } from '../../shared/duration.ts';
import type { BranchLink } from '../../shared/api/branches.ts';
import type { Translate } from './translate.ts';

/** What editors that name themselves by one word are called. */
const titles: Readonly<Record<string, string>> = {
  vscode: 'VS Code',
  'vscode-insiders': 'VS Code Insiders',
  vscodium: 'VSCodium',
  cursor: 'Cursor',
  windsurf: 'Windsurf',
};

/**
 * The part of today's time that came from other editors, most first, such as `20 m from JetBrains`. Time of editors that
 * did not name themselves is nobody's, so it is not told apart.
 * @param own this editor, as its signs of activity name it
 */
export function otherEditors(parts: BranchLink['trackedTodayByEditor'], own: string, t: Translate): string[] {
  return parts.flatMap(({ editor, seconds }) => {
    if (editor === null || seconds < 60 || editor.toLowerCase() === own.toLowerCase()) return [];
    return [t('{0} from {1}', formatDuration(seconds), titles[editor.toLowerCase()] ?? editor)];
  });
}
