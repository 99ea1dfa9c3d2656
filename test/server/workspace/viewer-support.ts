import type { Stage } from './support.ts';

/** Address of the page with a key. */
export function pageOf({ url, workspace }: Pick<Stage, 'url' | 'workspace'>, key: string): string {
  return `${url}/p/${workspace.findPage(key).replaceAll('-', '')}`;
}

export interface Look {
  status: number;
  headers: Headers;
  /** The HTML as it came. */
  text: string;
  /** What the table of properties shows, by the name of the property. */
  cells: Record<string, string>;
  /** The HTML of each comment. */
  comments: string[];
}

/** Opens an address as a browser does. */
export async function look(address: string): Promise<Look> {
  const response = await fetch(address);
  const text = await response.text();
  const rows = text.matchAll(/<th scope="row">(?<name>.*?)<\/th>\s*<td[^>]*>(?<value>.*?)<\/td>/gs);
  return {
    status: response.status,
    headers: response.headers,
    text,
    cells: Object.fromEntries(
      [...rows].map(({ groups }) => [rawText(groups?.['name'] ?? ''), rawText(groups?.['value'] ?? '')]),
    ),
    comments: [...text.matchAll(/<article.*?<\/article>/gs)].map(([comment]) => comment),
  };
}

const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** The text that a browser shows for a piece of HTML. */
export function rawText(html: string): string {
  const words = html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.replaceAll(/&(lt|gt|quot|#39|amp);/g, (escape) => characters[escape] ?? escape);
}

/** Where the links and forms of a page lead. */
export function linkTargets(html: string): string[] {
  return [...html.matchAll(/(?:href|src|action)="(?<target>[^"]*)"/g)].map(({ groups }) => groups?.['target'] ?? '');
}

/** The addresses of the forms of a page. */
export function formsOf(html: string): string[] {
  return [...html.matchAll(/<form[^>]* action="(?<target>[^"]*)"/g)].map(({ groups }) => groups?.['target'] ?? '');
}

/** Sends a form as a browser does, from the page itself unless the headers say otherwise. */
export function submit(
  page: string,
  action: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { origin: new URL(page).origin, 'sec-fetch-site': 'same-origin' },
): Promise<Response> {
  return fetch(`${page}/${action}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers });
}
