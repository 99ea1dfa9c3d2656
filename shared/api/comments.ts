import { z } from 'zod';
import { nameText, plainText, uuid } from './common.ts';

export const newComment = z.strictObject({
  id: uuid.meta({ description: 'made by the client; the same id again is the same comment' }),
  text: plainText(20_000)
    .min(1)
    .refine((text) => text.trim() !== '', 'says nothing')
    .meta({ description: 'plain text, posted as it is' }),
  link: z
    .strictObject({
      url: z.url({ protocol: /^https?$/u }).max(2000),
      title: nameText(200).meta({ description: 'what is shown, such as a file with its lines' }),
    })
    .optional()
    .meta({ description: 'follows the text on a line of its own' }),
  departmentId: uuid.optional(),
});
export type NewComment = z.input<typeof newComment>;

/** A comment from the editor, and how far it is on its way to Notion. */
export const issueComment = z
  .object({
    id: z.string(),
    key: z.string().nullable(),
    text: z.string(),
    state: z.enum(['pending', 'done', 'blocked', 'needs_review']),
    detail: z.string().nullable().meta({ description: 'what keeps it from being there, and what to do' }),
  })
  .meta({ id: 'IssueComment' });
export type IssueComment = z.infer<typeof issueComment>;
