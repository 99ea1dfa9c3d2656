import { z } from 'zod';
import { parseAnswer } from './answer.ts';
import type { NotionSession } from './gateway.ts';
import { needing } from './writing.ts';

/** The text of a page as Markdown. */
export interface PageText {
  markdown: string;
  /** The page is longer than what Notion answers. */
  truncated: boolean;
}

const pageText = z.looseObject({ markdown: z.string(), truncated: z.boolean().catch(false) });

/** The text of a page. Addresses of files in it are signed and expire: it is to be read, not to be kept. */
export async function readMarkdown(session: NotionSession, pageId: string): Promise<PageText> {
  const read = () => session.read((client) => client.pages.retrieveMarkdown({ page_id: pageId }));
  const { markdown, truncated } = parseAnswer(pageText, await needing('Read content', read));
  return { markdown, truncated };
}
