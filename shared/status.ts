export type DefaultStatus = 'TO_DO' | 'IN_PROGRESS' | 'DONE' | 'UNDEFINED';

/** Notion's three fixed groups of a status property. */
export type StatusGroup = 'to_do' | 'in_progress' | 'complete';

export type StatusInput = {
  /** Stable id of the status option; the name may be changed by people at any time. */
  optionId: string | null;
  name: string | null;
  group: StatusGroup | null;
};

export type StatusOptions = {
  /** The department's own table: status option id → default status. */
  overrides?: Readonly<Record<string, DefaultStatus>>;
  /** Ask Notion's group whenever no keyword decides, not only after a negation. */
  useGroups?: boolean;
};

export type StatusDecision = {
  defaultStatus: DefaultStatus;
  /** Stable text for machines: `override`, `keyword:review`, `group:Complete`, `negated:done`, `none`. */
  rule: string;
  /** One plain sentence for people. */
  explanation: string;
};

type Row = { status: DefaultStatus; words: readonly string[]; openWords: readonly string[]; negation: RegExp };
type Keyword = { status: DefaultStatus; keyword: string; negated: boolean };

const chooseOne = 'Choose a default status for it in the settings.';
const negations = "not|no|non|never|isn't|aren't|un";
const notYet = 'to be|almost|nearly|partly|partially|half|before|until';
const inBetween = String.raw`(?:\s(?:yet|fully|been|in|under))*\s$`;
const negated = new RegExp(String.raw`(?<![\p{L}\p{N}'])(?:${negations})${inBetween}`, 'u');
const negatedOrNotYet = new RegExp(String.raw`(?<![\p{L}\p{N}'])(?:${negations}|${notYet})${inBetween}`, 'u');

/** The guide's three rows, tried in this order. `words` are whole words, `openWords` may end in d, ed, s or ing. */
const rows: readonly Row[] = [
  {
    status: 'DONE',
    words: ['done'],
    openWords: ['complete', 'closed', 'released', 'shipped', 'resolved'],
    negation: negatedOrNotYet,
  },
  {
    status: 'IN_PROGRESS',
    words: ['doing', 'wip'],
    openWords: ['progress', 'review', 'active', 'development'],
    negation: negated,
  },
  {
    status: 'TO_DO',
    words: ['new', 'to do', 'todo', 'not started'],
    openWords: ['backlog', 'open', 'planned'],
    negation: negated,
  },
];

const groupNames: Readonly<Record<StatusGroup, string>> = {
  to_do: 'To-do',
  in_progress: 'In progress',
  complete: 'Complete',
};
const groupStatuses: Readonly<Record<StatusGroup, DefaultStatus>> = {
  to_do: 'TO_DO',
  in_progress: 'IN_PROGRESS',
  complete: 'DONE',
};
const groupOrder: readonly StatusGroup[] = ['to_do', 'in_progress', 'complete'];

/**
 * Maps a Notion status to a default status: the department's own table, then keywords in the name, then, when a keyword
 * was negated or the department asks for it, Notion's status group; otherwise UNDEFINED.
 */
export function mapStatus(input: StatusInput, options: StatusOptions = {}): StatusDecision {
  const { optionId, name, group } = input;
  const override = overrideFor(optionId, options.overrides);
  if (override !== null) {
    return { defaultStatus: override, rule: 'override', explanation: `Set to ${override} in this department’s table.` };
  }
  if (name === null || name.trim() === '') return undefinedStatus('none', 'The page has no status.');
  const keywords = keywordsIn(normalised(name));
  const accepted = keywords.find((keyword) => !keyword.negated);
  if (accepted !== undefined) return byKeyword(name, accepted);
  const rejected = keywords[0];
  if (group !== null && (rejected !== undefined || options.useGroups === true)) return byGroup(name, group, rejected);
  if (rejected !== undefined) {
    return undefinedStatus(`negated:${rejected.keyword}`, `“${name}” negates “${rejected.keyword}”. ${chooseOne}`);
  }
  return undefinedStatus('none', `No keyword fits “${name}”. ${chooseOne}`);
}

/**
 * The group an option belongs to, from the `groups` of Notion's schema. Groups are told apart by Notion's own names;
 * when people renamed some of three groups, the unknown names take the groups left over, in Notion's order.
 */
export function groupOf(
  groups: readonly { name: string; option_ids: readonly string[] }[],
  optionId: string | null,
): StatusGroup | null {
  const index = optionId === null ? -1 : groups.findIndex((group) => group.option_ids.includes(optionId));
  if (index === -1) return null;
  const named = groups.map(({ name }) =>
    groupOrder.find((group) => normalised(groupNames[group]) === normalised(name)),
  );
  const known = named[index];
  if (known !== undefined) return known;
  if (groups.length !== groupOrder.length) return null;
  const left = groupOrder.filter((group) => !named.includes(group));
  return left[named.slice(0, index).filter((group) => group === undefined).length] ?? null;
}

function overrideFor(optionId: string | null, overrides: StatusOptions['overrides']): DefaultStatus | null {
  if (optionId === null || overrides === undefined || !Object.hasOwn(overrides, optionId)) return null;
  return overrides[optionId] ?? null;
}

function normalised(name: string): string {
  const lower = name.normalize('NFKC').toLowerCase().replaceAll('’', "'");
  return lower.replaceAll(/[\p{Pd}_/.\s]+/gu, ' ').trim();
}

/** Every keyword in the name, row by row; inside a row in the order of the name. */
function keywordsIn(name: string): Keyword[] {
  return rows.flatMap((row) =>
    [...name.matchAll(patternOf(row))].map((match) => ({
      status: row.status,
      keyword: keywordOf(row, match[1] ?? ''),
      negated: row.negation.test(name.slice(0, match.index)),
    })),
  );
}

function patternOf({ words, openWords }: Row): RegExp {
  const whole = words.map((word) => (word === 'not started' ? 'not (?:yet )?started' : word));
  const open = openWords.map((word) => (word === 'open' ? '(?:re)?open' : word));
  const word = `${whole.join('|')}|(?:${open.join('|')})(?:d|ed|s|ing)?`;
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(${word})(?![\p{L}\p{N}])`, 'gu');
}

/** The keyword as the guide spells it: `reviewed` counts as `review`. */
function keywordOf({ words, openWords }: Row, found: string): string {
  if (found.startsWith('not ')) return 'not started';
  return words.find((word) => word === found) ?? openWords.find((word) => found.includes(word)) ?? found;
}

function byKeyword(name: string, { status, keyword }: Keyword): StatusDecision {
  return { defaultStatus: status, rule: `keyword:${keyword}`, explanation: `“${name}” holds the word “${keyword}”.` };
}

function byGroup(name: string, group: StatusGroup, rejected: Keyword | undefined): StatusDecision {
  const why = rejected === undefined ? 'No keyword fits' : `“${rejected.keyword}” is negated in`;
  const explanation = `${why} “${name}”; Notion’s group “${groupNames[group]}” decides.`;
  return { defaultStatus: groupStatuses[group], rule: `group:${groupNames[group]}`, explanation };
}

function undefinedStatus(rule: string, explanation: string): StatusDecision {
  return { defaultStatus: 'UNDEFINED', rule, explanation };
}
