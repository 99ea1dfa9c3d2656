import { failureDisplays } from './display.ts';
import type { Failure } from './failure.ts';
import type { Translate } from './translate.ts';

/** What a failure of the server connection means, and what helps. */
export function failureExplanation({ kind }: Failure, t: Translate): string {
  const text = failureDisplays[kind].explanation;
  return t(text);
}

/** The same in two or three words. */
export function failureLabel({ kind }: Failure, t: Translate): string {
  const { text } = failureDisplays[kind];
  return t(text);
}

/**
 * What the server said beside that, in the language of the editor. The server speaks English: in another language its
 * stable codes have texts of their own, and only what has no code known here is quoted. Empty when nothing is to be added.
 */
export function failureFacts({ code, detail, fix }: Pick<Failure, 'code' | 'detail' | 'fix'>, t: Translate): string {
  const quoted = `${detail} ${fix}`.trim();
  if (t.language.startsWith('en')) return quoted;
  if (code === null) return '';
  const own = t(code);
  return own === code ? quoted : own;
}

/** One sentence with what happened and what helps. */
export function failureText(failure: Failure, t: Translate): string {
  const explanation = failureExplanation(failure, t);
  // What a server that is too old says of itself helps nobody here.
  if (failure.kind === 'server_too_old') return explanation;
  const facts = failureFacts(failure, t);
  const isEnough = failure.fix !== '' && facts !== '';
  return isEnough ? facts : `${facts} ${explanation}`.trim();
}
