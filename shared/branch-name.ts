const maxLength = 60;

/**
 * The branch name to create for a task: `feature/NT-42-fix-login`. The slug is the lower-cased title; the whole name is
 * cut at 60 characters, at a word where possible, and obeys `git check-ref-format --branch`.
 * @param template may hold `{key}` and `{slug}`, each any number of times
 */
export function branchNameFor(key: string, title: string, template = 'feature/{key}-{slug}'): string {
  const frame = template.replaceAll('{key}', () => key);
  const slugs = frame.split('{slug}').length - 1;
  const room = Math.floor((maxLength - lengthOf(frame.replaceAll('{slug}', ''))) / Math.max(1, slugs));
  const slug = cutSlug(slugOf(title), Math.max(0, room));
  return refName(frame.replaceAll('{slug}', () => slug)) || refName(key) || 'task';
}

/** Letters and digits of any script, lower-cased, joined by single dashes; Latin letters lose their accents. */
function slugOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1');
  const words = plain
    .normalize('NFC')
    .replaceAll(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu);
  return (words ?? []).join('-');
}

function cutSlug(slug: string, room: number): string {
  if (lengthOf(slug) <= room) return slug;
  const cut = firstCharacters(slug, room);
  if (firstCharacters(slug, room + 1).endsWith('-')) return cut;
  const lastDash = cut.lastIndexOf('-');
  return lastDash > 0 ? cut.slice(0, lastDash) : cut;
}

/** Source of the rules: `git help check-ref-format`. Empty when nothing usable is left. */
function refName(text: string): string {
  const name = firstCharacters(text, maxLength)
    .replaceAll(/[\p{Cc}\p{Cs}\s~^:?*[\]\\{}-]+/gu, '-')
    .replaceAll(/\.{2,}/g, '.')
    .split('/')
    .map(component)
    .filter((part) => part !== '')
    .join('/');
  return name === '@' || name === 'HEAD' ? '' : name;
}

function component(part: string): string {
  const trimmed = part.replaceAll(/^[-.]+|[-.]+$/g, '');
  return trimmed.endsWith('.lock') ? component(trimmed.slice(0, -'.lock'.length)) : trimmed;
}

function firstCharacters(text: string, count: number): string {
  return Array.from(text).slice(0, count).join('');
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
