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

/** One sentence with what happened and what helps. */
export function failureText(failure: Failure, t: Translate): string {
  const { kind, detail, fix } = failure;
  // What a server that is too old says of itself helps nobody here.
  if (kind === 'server_too_old') return failureExplanation(failure, t);
  return `${detail} ${fix === '' ? failureExplanation(failure, t) : fix}`.trim();
}
