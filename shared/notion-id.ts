export type NotionReference =
  | {
      ok: true;
      /** 32 lower-case hex digits. Whether it is a database, a data source or a page only Notion's API can tell. */
      id: string;
      /** The view named by `?v=`. */
      viewId: string | null;
      /** The row open in a peek, named by `p=`. */
      rowPageId: string | null;
    }
  | { ok: false; code: 'notion.database_id_invalid'; message: string };

const dashedForm = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const idAtEnd = new RegExp(`(?:^|[^0-9a-z])([0-9a-f]{32}|${dashedForm})$`, 'i');
const notionHost = /^(?:(?:www\.|app\.)?notion\.(?:so|com)|[^./]+\.notion\.site)$/;
const howTo = 'Open the database as a full page in Notion and copy the link from “Share”.';

/**
 * Finds the id in what people paste: a link of notion.so, notion.com, app.notion.com or notion.site, a dashed or plain
 * id in either case, `collection://…`. The id is taken from the path; `?v=` names a view and is never taken for it.
 * UUID versions are not checked: Notion uses several.
 */
export function parseNotionReference(text: string): NotionReference {
  const pasted = text
    .trim()
    .replaceAll(/^[<"'`]+|[>"'`]+$/g, '')
    .trim();
  if (pasted === '') return refused(`Nothing was pasted. ${howTo}`);
  const { scheme, host, path, query } = takeApart(pasted);
  if (scheme === 'view') return refused(`This is the id of a view, not of a database. ${howTo}`);
  if (host !== null && !notionHost.test(host)) return refused(`${host} is not an address of Notion. ${howTo}`);
  const viewId = idIn(query.get('v'));
  const id = path.map(idIn).findLast((found) => found !== null) ?? null;
  if (id !== null) return { ok: true, id, viewId, rowPageId: idIn(query.get('p')) };
  if (viewId !== null)
    return refused(`Only the id of a view was found, behind “?v=”. The database id stands before it. ${howTo}`);
  return refused(`No id of 32 letters a–f and digits was found. ${howTo}`);
}

/** More databases than this are surely a mistake. */
const maxReferences = 20;

/** Several of them, separated by spaces, commas or lines; each once. The first that is none is told. */
export function parseNotionReferences(
  text: string,
): { ok: true; ids: string[] } | Extract<NotionReference, { ok: false }> {
  const pieces = text.split(/[\s,;]+/).filter((piece) => piece !== '');
  if (pieces.length > maxReferences) return refused(`At most ${maxReferences} databases are read.`);
  const ids = new Set<string>();
  for (const piece of pieces.length === 0 ? [''] : pieces) {
    const reference = parseNotionReference(piece);
    if (!reference.ok) return pieces.length > 1 ? refused(`“${piece.slice(0, 80)}”: ${reference.message}`) : reference;
    ids.add(reference.id);
  }
  return { ok: true, ids: [...ids] };
}

/** `1f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3b`, the form Notion's API answers with. Throws RangeError for anything but an id. */
export function dashed(id: string): string {
  const bare = plain(id);
  if (!/^[0-9a-f]{32}$/.test(bare)) throw new RangeError('A Notion id has 32 hex digits');
  return bare.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same id without dashes, in lower case: the form to compare and store. */
export function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

type Parts = { scheme: string; host: string | null; path: string[]; query: Map<string, string> };

/** Cut by hand: this code also runs where there is no URL class, and people paste links without a scheme. */
function takeApart(pasted: string): Parts {
  const [, scheme = '', rest = ''] = /^(?:([a-z]+):\/\/)?([^#]*)/i.exec(pasted) ?? [];
  const [location = '', ...queries] = rest.split('?');
  const segments = location.split('/');
  const hasHost = ['http', 'https', 'notion'].includes(scheme.toLowerCase()) || /\.[a-z]+$/i.test(segments[0] ?? '');
  const host = hasHost ? (segments.shift() ?? '').toLowerCase().replace(/^.*@|:\d+$/g, '') : null;
  const pairs = queries
    .join('?')
    .split('&')
    .map((pair) => pair.split('='));
  const query = new Map(pairs.map(([name = '', value = '']) => [name, value]));
  return { scheme: scheme.toLowerCase(), host, path: segments, query };
}

function idIn(text: string | undefined): string | null {
  if (text === undefined) return null;
  const found = idAtEnd.exec(text)?.[1];
  if (found !== undefined) return plain(found);
  // Dashes in odd places are stripped too, as long as nothing but an id remains.
  return /^[0-9a-f-]+$/i.test(text) && plain(text).length === 32 ? plain(text) : null;
}

function refused(message: string): Extract<NotionReference, { ok: false }> {
  return { ok: false, code: 'notion.database_id_invalid', message };
}
