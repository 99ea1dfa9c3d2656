import { oneLine, shorten } from './text.ts';

/** A note in a comment that could become a task. */
export interface Todo {
  /** `TODO` or `FIXME`, as written. */
  word: string;
  /** What is to be done; the title of the task. */
  title: string;
  /** Where the word ends in the line: the key is written there. */
  endOfWord: number;
}

const longestTitle = 150;
// Only after the beginning of a comment: a string or a name that holds the word is no note.
const pattern =
  /(?<start>\/\/|\/\*|\*|#|--|<!--|;|%)\s*(?:@)?(?<word>TODO|FIXME)\b(?<owner>\([^)]*\))?\s*:?\s*(?<text>.*)$/u;

/** The note in a line; null when there is none, when it says nothing, or when it names a task already. */
export function findTodo(line: string): Todo | null {
  const match = pattern.exec(line);
  const { word = '', owner = '', text = '' } = match?.groups ?? {};
  const title = oneLine(text.replace(/\s*(?:\*\/|-->)\s*$/u, ''));
  const hasKey = /(?<![\p{L}\p{N}])[A-Za-z][A-Za-z0-9]*-\d+/u;
  if (match === null || title === '' || hasKey.test(owner) || hasKey.test(title.slice(0, 20))) return null;
  return { word, title: shorten(title, longestTitle), endOfWord: line.indexOf(word, match.index) + word.length };
}

/** The line with the key in it: `// TODO NT-42: say why`. Null when the note is no longer as it was, or the key none. */
export function withKey(line: string, todo: Todo, key: string): string | null {
  // It is written into code: nothing but a key of a task may be.
  if (!/^[A-Za-z][A-Za-z0-9]*-\d+$/u.test(key)) return null;
  const now = findTodo(line);
  if (now === null || now.word !== todo.word || now.title !== todo.title) return null;
  const rest = line.slice(now.endOfWord);
  return `${line.slice(0, now.endOfWord)} ${key}${/^\s*:|^\(/u.test(rest) ? '' : ':'}${rest}`;
}
