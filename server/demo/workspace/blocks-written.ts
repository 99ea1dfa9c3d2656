import { z } from 'zod';
import { makeId } from './ids.ts';
import { invalid } from './problem.ts';
import type { BlockRecord } from './records.ts';
import { richTextSchema, storeRichText } from './rich-text.ts';
import { nowMs, type WorkspaceState } from './state.ts';

/** Blocks of text, which is what this workspace knows to show. */
const textTypes = [
  'paragraph',
  'heading_1',
  'heading_2',
  'heading_3',
  'bulleted_list_item',
  'numbered_list_item',
  'quote',
] as const;

/** Notion takes at most this many blocks in one list. */
const MOST_BLOCKS = 100;

export const childrenSchema = z.array(z.looseObject({ type: z.string().optional() })).max(MOST_BLOCKS);
type Children = z.infer<typeof childrenSchema>;

const content = z.strictObject({ rich_text: richTextSchema, color: z.string().optional() });

/** Reads the blocks of a request; a refused one changes nothing. */
export function readBlocks(state: WorkspaceState, children: Children, userId: string): BlockRecord[] {
  const timeMs = nowMs(state);
  const made = { children: [], createdAtMs: timeMs, editedAtMs: timeMs, createdBy: userId, editedBy: userId };
  return children.map((child, index) => {
    const type = textTypes.find((one) => one in child);
    if (type === undefined || (child.type ?? type) !== type) {
      throw invalid(`body failed validation: body.children[${index}] should be a block of text here.`);
    }
    const read = content.safeParse(child[type]);
    if (read.success) return { id: makeId(state.newId), type, parts: storeRichText(read.data.rich_text), ...made };
    const issue = read.error.issues[0];
    const where = ['body', `children[${index}]`, type, ...(issue?.path ?? [])].join('.');
    throw invalid(`body failed validation: ${where}: ${issue?.message ?? 'not valid'}`);
  });
}
