import { keyOf, type KeyCandidate } from '../../shared/branch-key.ts';
import type { RekeyedPage } from '../issues/import.usecases.ts';

/**
 * What a link depends on, in a form to look up: keys, and the first and last six digits of page ids, because a part of
 * a page id has at least six. A page that has any of these in common with a branch may change its link.
 */
export function watchesOf(candidates: readonly KeyCandidate[]): string[] {
  return unique(
    candidates.flatMap((candidate) => [
      ...(candidate.number === null ? [] : [keyOf(candidate).toUpperCase()]),
      ...(candidate.fragment === null ? [] : ends(candidate.fragment)),
    ]),
  );
}

/** The watches that a page meets. */
export function watchesMet({ pageId, keys }: RekeyedPage): string[] {
  return [...keys.map((key) => key.toUpperCase()), ...ends(pageId.replaceAll('-', ''))];
}

function ends(digits: string): string[] {
  return [`^${digits.slice(0, 6)}`, `${digits.slice(-6)}$`];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
