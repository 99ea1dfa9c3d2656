/**
 * What a branch's name says besides its folder and key, as words: `feature/NT-42-fix-login` → `fix login`. Empty where it
 * says nothing else.
 */
export function branchWords(name: string, key: string | null): string {
  const prefix = /^([A-Za-z][A-Za-z0-9]*)-/u.exec(key ?? '')?.[1];
  const last = name.split('/').at(-1) ?? '';
  const keys = prefix === undefined ? null : new RegExp(String.raw`(?<![\p{L}\p{N}])${prefix}-[0-9A-Za-z]+`, 'giu');
  const rest = keys === null ? last : last.replaceAll(keys, ' ');
  return rest.replaceAll(/[\s_-]+/gu, ' ').trim();
}

/** What an automatic worklog and a proposal say when nothing else was set. */
export const defaultTextTemplate = '{branch}';

/** The text of a worklog by a person's template: `{branch}` are the words of the branches, `{key}` and `{title}` the task's. */
export function textByTemplate(
  template: string,
  { branches, key, title }: { branches: readonly string[]; key: string | null; title: string },
): string {
  const words = [...new Set(branches.map((name) => branchWords(name, key)).filter((text) => text !== ''))].join('; ');
  const values: Record<string, string> = { branch: words, key: key ?? '', title };
  return template.replaceAll(/\{(branch|key|title)\}/gu, (_, name: string) => values[name] ?? '').trim();
}
