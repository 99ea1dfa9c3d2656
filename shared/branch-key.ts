/** One task key found in a branch name. */
export type KeyCandidate = {
  /** As written in the branch, e.g. `nt-042`. */
  text: string;
  /** The configured spelling of the prefix that matched. */
  prefix: string;
  /** Canonical decimal text without leading zeros, never a float; null for a page fragment. */
  number: string | null;
  /** 6 to 32 lower-case hex digits of a page id; beside a number it counts only when no such number exists. */
  fragment: string | null;
};

/** Text that looks like a key and is none, with the reason in plain words. */
export type Rejected = { text: string; reason: string };

/** Candidates in the order of the branch name: the first is the primary one. */
export type KeyCandidates = { candidates: KeyCandidate[]; rejected: Rejected[] };

type Written = { text: string; prefix: string; separator: string; token: string; insideWord: boolean };

/** True when `text` may be configured as a key prefix: a letter, then letters or digits. */
export function isValidPrefix(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(text);
}

/** `NT-42` or `NT-1f3a9c2e`: the key in the configured spelling, for people and for waiting lists. */
export function keyOf(candidate: KeyCandidate): string {
  return `${candidate.prefix}-${candidate.number ?? candidate.fragment ?? ''}`;
}

/**
 * Finds every task key in a branch name, in any case. A key is never the tail of a longer word: `client-42` holds no
 * `NT-42`. The same key written twice appears once.
 */
export function findKeyCandidates(branch: string, prefixes: readonly string[]): KeyCandidates {
  const found: KeyCandidates = { candidates: [], rejected: [] };
  for (const written of writtenKeys(branch, prefixes)) {
    const read = readKey(written);
    if (read === null) continue;
    if ('reason' in read) found.rejected.push(read);
    else if (!found.candidates.some((known) => keyOf(known) === keyOf(read))) found.candidates.push(read);
  }
  return found;
}

function* writtenKeys(branch: string, prefixes: readonly string[]): Generator<Written> {
  const spellings = new Map<string, string>();
  for (const prefix of prefixes) {
    if (prefix !== '' && !spellings.has(prefix.toLowerCase())) spellings.set(prefix.toLowerCase(), prefix);
  }
  if (spellings.size === 0) return;
  for (const match of branch.matchAll(patternFor([...spellings.values()]))) {
    const [consumed, head = '', name = '', separator = '', token = ''] = match;
    // Ignoring case in Unicode lets the long s and the Kelvin sign match; NFKC brings them back to s and k.
    const prefix = spellings.get(name.normalize('NFKC').toLowerCase()) ?? name;
    yield { text: consumed + token, prefix, separator, token, insideWord: head !== '' };
  }
}

/**
 * Word head, prefix, separator, token. The word before the prefix is captured instead of forbidden, so that a refusal
 * can name it; the token is only looked at, so that `client-NT-42` is read again from `NT`.
 */
function patternFor(prefixes: readonly string[]): RegExp {
  const longestFirst = prefixes.toSorted((a, b) => b.length - a.length).map(escaped);
  const wordStart = String.raw`(?<![\p{L}\p{N}]\p{M}*)`;
  const head = String.raw`((?:[\p{L}\p{N}]\p{M}*)*?)`;
  return new RegExp(`${wordStart}${head}(${longestFirst.join('|')})(-+|_|(?=[0-9]))(?=([0-9A-Za-z]*))`, 'giu');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function readKey(written: Written): KeyCandidate | Rejected | null {
  const { text, prefix, separator, token, insideWord } = written;
  const read = readToken(token);
  if (separator !== '-') return insideWord || !/^[0-9]/.test(token) ? null : misspelt(written);
  if (insideWord) return 'reason' in read ? null : { text, reason: 'tail of a longer word' };
  if (token === '') return { text, reason: `no number after ${prefix}-` };
  return 'reason' in read ? { text, reason: read.reason } : { text, prefix, ...read };
}

function misspelt({ text, prefix, token }: Written): Rejected {
  return { text, reason: `one dash is needed between prefix and number, as in ${prefix}-${leadingDigits(token)}` };
}

/** All digits: a number of any length. 6 to 32 hex digits: part of a page id. Anything else: its leading digits. */
function readToken(token: string): Pick<KeyCandidate, 'number' | 'fragment'> | { reason: string } {
  const hex = /^[0-9a-f]{6,32}$/i.test(token) ? token.toLowerCase() : null;
  const digits = leadingDigits(token);
  if (hex !== null && digits !== token) return { number: null, fragment: hex };
  if (digits === '') return { reason: reasonWithoutNumber(token) };
  const number = digits.replace(/^0+/, '');
  return number === '' ? { reason: 'the number 0 is never a task' } : { number, fragment: hex };
}

function leadingDigits(token: string): string {
  return /^[0-9]*/.exec(token)?.[0] ?? '';
}

function reasonWithoutNumber(token: string): string {
  if (!/^[0-9a-f]+$/i.test(token)) return 'neither a number nor part of a page id';
  return token.length < 6
    ? 'shorter than 6 characters: part of a page id needs at least 6'
    : 'longer than 32 characters: a page id has 32';
}

export type LinkRule = 'explicit' | 'number' | 'alias' | 'fragment' | 'ambiguous' | 'waiting' | 'none';

/** What a branch links to and why; `reason` is one sentence for people, also when nothing is linked. */
export type LinkDecision<I> = {
  issue: I | null;
  /** Further keys of the branch that exist. */
  also: I[];
  rule: LinkRule;
  reason: string;
  /** Keys of the branch that no issue carries yet, e.g. `NT-42`: decide again when one of them arrives. */
  waitingFor: string[];
  rejected: Rejected[];
};

type Linkable = { id: string; key: string | null; pageId: string };
type Finding<I> = { key: string; issue: I | null; rule: LinkRule; reason: string; waits: boolean };

/** Issues in the reach of the branch: by a number under a prefix (old keys too), and by a part of the page id. */
export type IssueLookup<I> = {
  byNumber(prefix: string, number: string): readonly I[];
  byFragment(fragment: string): readonly I[];
};

/** What a person said about a branch: the task it belongs to, or null for none. */
export type SaidLink<I> = { issue: I | null; by: string; at: Date };

/**
 * Chooses the issue of a branch. What a person said wins over every rule. Else the first key decides; when no issue
 * carries it, the first later key that exists does, until the missing one arrives. Two issues for one key are reported
 * and never guessed between.
 */
export function decideLink<I extends Linkable>(
  found: KeyCandidates,
  lookup: IssueLookup<I>,
  said: SaidLink<I> | null = null,
): LinkDecision<I> {
  const findings = found.candidates.map((candidate) => findIssue(candidate, lookup));
  const waitingFor = findings.filter((finding) => finding.waits).map((finding) => finding.key);
  const rest = { waitingFor, rejected: found.rejected };
  const deciding = findings.find((finding) => finding.rule !== 'waiting');
  const linked = findings.flatMap((finding) => finding.issue ?? []);
  const first = findings[0];
  if (said !== null) {
    const { issue } = said;
    const also = unique(linked).filter((other) => other.id !== issue?.id);
    return { issue, also, rule: 'explicit', reason: reasonForSaid(said), ...rest };
  }
  if (first === undefined) return { issue: null, also: [], rule: 'none', reason: reasonForNone(found), ...rest };
  if (deciding === undefined) return { issue: null, also: [], rule: 'waiting', reason: first.reason, ...rest };
  const { issue, rule } = deciding;
  const also = unique(linked).filter((other) => other.id !== issue?.id);
  const reason = deciding === first ? deciding.reason : `${first.reason} ${deciding.reason}`;
  return { issue, also, rule, reason, ...rest };
}

function reasonForSaid({ issue, by, at }: SaidLink<unknown>): string {
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return issue === null
    ? `${by} said on ${when} that this branch belongs to no task.`
    : `${by} linked this branch to the task on ${when}.`;
}

function reasonForNone({ rejected }: KeyCandidates): string {
  const nearMisses = rejected.map(({ text, reason }) => `“${text}” does not count: ${reason}.`);
  return ['There is no task key in the branch name.', ...nearMisses].join(' ');
}

function findIssue<I extends Linkable>(candidate: KeyCandidate, lookup: IssueLookup<I>): Finding<I> {
  const byNumber = candidate.number === null ? null : findByNumber(candidate.prefix, candidate.number, lookup);
  if (byNumber !== null && byNumber.rule !== 'waiting') return byNumber;
  if (candidate.fragment === null) return byNumber ?? notThere(keyOf(candidate));
  const byFragment = findByFragment(keyOf(candidate), candidate.fragment, lookup);
  return byFragment ?? notThere(keyOf(candidate));
}

function findByNumber<I extends Linkable>(prefix: string, number: string, lookup: IssueLookup<I>): Finding<I> {
  const key = `${prefix}-${number}`;
  const issues = unique(lookup.byNumber(prefix, number));
  const current = issues.filter((issue) => issue.key?.toLowerCase() === key.toLowerCase());
  // A key that is in use today beats the same text kept as somebody else's old key.
  const [issue, second] = current.length > 0 ? current : issues;
  if (issue === undefined) return notThere(key);
  if (second !== undefined) return ambiguous(key, `${key} is the key of more than one task`, tellApart);
  if (current.length > 0) return { key, issue, rule: 'number', reason: `The branch name holds ${key}.`, waits: false };
  const now = issue.key === null ? 'a task that has no key now' : `the task that is now ${issue.key}`;
  return { key, issue, rule: 'alias', reason: `${key} in the branch name is an older key of ${now}.`, waits: false };
}

function findByFragment<I extends Linkable>(key: string, fragment: string, lookup: IssueLookup<I>): Finding<I> | null {
  const issues = unique(lookup.byFragment(fragment));
  const idOf = (issue: I): string => issue.pageId.replaceAll('-', '').toLowerCase();
  const starting = issues.filter((issue) => idOf(issue).startsWith(fragment));
  const [issue, second] = starting.length > 0 ? starting : issues.filter((other) => idOf(other).endsWith(fragment));
  if (issue === undefined) return null;
  if (second !== undefined) return ambiguous(key, `More than one page id fits ${fragment}`, nameByNumber);
  const place = starting.length > 0 ? 'starts' : 'ends';
  const reason = `${key} is not a task number, but exactly one page id ${place} with ${fragment}.`;
  // A number that arrives later wins over the fragment.
  return { key, issue, rule: 'fragment', reason, waits: /^[0-9]+$/.test(fragment) };
}

const tellApart = 'Give the ID property of one of the databases another prefix in Notion.';
const nameByNumber = 'Name the branch with the number of the task, or with more of its page id.';

function ambiguous<I>(key: string, what: string, fix: string): Finding<I> {
  const reason = `${what}, so nothing is linked. ${fix}`;
  return { key, issue: null, rule: 'ambiguous', reason, waits: false };
}

function notThere<I>(key: string): Finding<I> {
  const reason = `No task ${key} is known yet. The branch is linked as soon as it appears.`;
  return { key, issue: null, rule: 'waiting', reason, waits: true };
}

function unique<I extends { id: string }>(issues: readonly I[]): I[] {
  return [...new Map(issues.map((issue) => [issue.id, issue])).values()];
}
