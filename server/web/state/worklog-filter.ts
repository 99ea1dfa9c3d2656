/** Which worklogs are shown, summed up and downloaded. The same names stand in the address of the page. */
export interface WorklogFilter {
  state: string;
  key: string;
  /** A person's id, or `all` for everybody an administrator sees. */
  person: string;
  fromDay: string;
  toDay: string;
}

export const worklogStates = [
  ['', 'Any state'],
  ['pending', 'On their way'],
  ['blocked', 'Blocked'],
  ['needs_review', 'Needing you'],
  ['done', 'In Notion'],
] as const;

const isDay = (text: string | undefined) => /^(?:19[7-9]|2\d\d)\d-\d\d-\d\d$/u.test(text ?? '');

/** Reads the filter from the address, whatever somebody made of it. One's own worklogs unless it says otherwise. */
export function worklogFilterOf(params: Readonly<Record<string, string>>, me: string): WorklogFilter {
  const { state, key = '', person = '', from = '', to = '' } = params;
  return {
    state: worklogStates.find(([value]) => value === state)?.[0] ?? '',
    key: key.slice(0, 100),
    person: person === '' ? me : person,
    fromDay: isDay(from) ? from : '',
    toDay: isDay(to) ? to : '',
  };
}

/** The filter as it stands in the address. */
export function worklogParamsOf(filter: WorklogFilter, me: string): Record<string, string | undefined> {
  const { state, key, person, fromDay, toDay } = filter;
  return { state, key, person: person === me ? undefined : person, from: fromDay, to: toDay };
}

/** The filter as the API takes it. */
export function worklogQueryOf({ state, key, person, fromDay, toDay }: WorklogFilter): Record<string, string> {
  return { state, key: key.trim(), personId: person === 'all' ? '' : person, fromDay, toDay };
}
