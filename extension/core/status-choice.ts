import type { StatusOption } from '../../shared/api/issues.ts';

/** The status that says that somebody works on it: the first such one of the database. Null when there is none, or when the task has such a status already. */
export function statusToStart(options: readonly StatusOption[]): StatusOption | null {
  if (options.some(({ current, defaultStatus }) => current && defaultStatus === 'IN_PROGRESS')) return null;
  return options.find(({ defaultStatus }) => defaultStatus === 'IN_PROGRESS') ?? null;
}

/**
 * The status to offer when work on the branch is done.
 * @param reviewed true when a pull request is opened, so that a status for reviews comes first
 */
export function statusToFinish(options: readonly StatusOption[], reviewed: boolean): StatusOption | null {
  const review = reviewed
    ? options.find(({ name, defaultStatus }) => defaultStatus !== 'DONE' && /review/iu.test(name))
    : undefined;
  const wanted = review ?? options.find(({ defaultStatus }) => defaultStatus === 'DONE') ?? null;
  return wanted?.current === true ? null : wanted;
}

/** The options under their headings, in the order of the database. */
export function byGroup(options: readonly StatusOption[]): { group: string | null; options: StatusOption[] }[] {
  const groups: { group: string | null; options: StatusOption[] }[] = [];
  for (const option of options) {
    const known = groups.find(({ group }) => group === option.group);
    if (known === undefined) groups.push({ group: option.group, options: [option] });
    else known.options.push(option);
  }
  return groups;
}
