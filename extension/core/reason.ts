import type { BranchLink } from '../../shared/api/branches.ts';
import { message, type Translate } from './translate.ts';

/** Why a branch is linked as it is, in the person's language where we know the rule, else in the server's words. */
export function reasonText({ issue, rule, reason, grounds, rejected }: BranchLink, t: Translate): string {
  if (rule === 'none' && rejected.length > 0) {
    const misses = rejected.map(({ text, reason: why }) => t('“{0}” does not count: {1}.', text, nearMissText(why, t)));
    return [t('There is no task key in the branch name.'), ...misses].join(' ');
  }
  const sentences = grounds.map((ground) => sentenceOf(ground, issue?.key ?? null, t));
  const isWhole = grounds.at(-1)?.rule === rule && sentences.every((sentence) => sentence !== null);
  if (isWhole) return sentences.join(' ');
  return knownReasons.has(reason) ? t(reason) : reason;
}

/** The key of the branch that the decision rests on; null where none was found or an older server does not say. */
export function decidingKey({ rule, grounds }: Pick<BranchLink, 'rule' | 'grounds'>): string | null {
  const last = grounds.at(-1);
  return last?.rule === rule ? last.key : null;
}

/** Why a text that looks like a key is none, in the person's language where we know the sentence. */
export function nearMissText(reason: string, t: Translate): string {
  if (nearMisses.has(reason)) return t(reason);
  const prefix = /^no number after (\S+)-$/u.exec(reason)?.[1];
  if (prefix !== undefined) return t('no number after {0}-', prefix);
  const example = /^one dash is needed between prefix and number, as in (\S+)$/u.exec(reason)?.[1];
  return example === undefined ? reason : t('one dash is needed between prefix and number, as in {0}', example);
}

const nearMisses: ReadonlySet<string> = new Set([
  message('tail of a longer word'),
  message('the number 0 is never a task'),
  message('neither a number nor part of a page id'),
  message('shorter than 6 characters: part of a page id needs at least 6'),
  message('longer than 32 characters: a page id has 32'),
]);

/** What the server says word by word where no key was found. */
const knownReasons: ReadonlySet<string> = new Set([
  message('There is no task key in the branch name.'),
  message('Notion is not connected yet. An administrator connects it in the settings.'),
]);

/** Null for a rule of a newer server. */
function sentenceOf(ground: BranchLink['grounds'][number], keyNow: string | null, t: Translate): string | null {
  const { rule, key } = ground;
  if (rule === 'number') return t('The branch name holds {0}.', key);
  if (rule === 'alias') {
    return keyNow === null
      ? t('{0} in the branch name is an older key of a task that has no key now.', key)
      : t('{0} in the branch name is an older key of the task that is now {1}.', key, keyNow);
  }
  if (rule === 'fragment') return t('{0} is not a task number, but exactly one page id begins or ends with it.', key);
  if (rule === 'waiting') return t('No task {0} is known yet. The branch is linked as soon as it appears.', key);
  if (rule !== 'ambiguous') return null;
  return t('{0} fits more than one task, so nothing is linked. Name the branch with a key that only one has.', key);
}
