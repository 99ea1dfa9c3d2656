import type { DemoServer } from './demo-server.ts';

interface Page {
  parent: { data_source_id: string };
  properties: Record<string, { number?: number | null }>;
}

/** A comment on a page, and the name that it shows. */
export interface Comment {
  text: string;
  author: string;
}

export async function comments(demo: DemoServer, pageId: string): Promise<Comment[]> {
  const { results } = await demo.notion<{
    results: { rich_text: { plain_text: string }[]; display_name: { resolved_name: string } }[];
  }>(`/comments?block_id=${pageId}`);
  return results.map((comment) => ({
    text: comment.rich_text.map((part) => part.plain_text).join(''),
    author: comment.display_name.resolved_name,
  }));
}

export async function timeSpentHours(demo: DemoServer, pageId: string): Promise<number | null> {
  const page = await demo.notion<Page>(`/pages/${pageId}`);
  return page.properties['Time Spent']?.number ?? null;
}

/** Gives the page a status that it does not have, as a teammate would, and resolves to its name. */
export async function changeStatus(demo: DemoServer, pageId: string, current: string): Promise<string> {
  const page = await demo.notion<Page>(`/pages/${pageId}`);
  const source = await demo.notion<{
    properties: Record<string, { status?: { options: { id: string; name: string }[] } }>;
  }>(`/data_sources/${page.parent.data_source_id}`);
  const options = Object.values(source.properties).flatMap((property) => property.status?.options ?? []);
  const next = options.find((option) => option.name !== current);
  if (next === undefined) throw new Error('the sample has no other status');
  await demo.setStatus(pageId, next.id);
  return next.name;
}
