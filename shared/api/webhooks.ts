import { z } from 'zod';
import { instant } from './common.ts';

/** How far the webhooks of a department are set up. The token itself is asked for separately. */
export const notionWebhooks = z
  .object({
    state: z.enum(['off', 'waiting', 'token_received', 'active']).meta({
      description:
        'waiting: for the verification token that Notion sends; token_received: it is to be pasted in Notion; active: since the first event',
    }),
    address: z
      .string()
      .nullable()
      .meta({ description: 'to be entered in Notion as the webhook URL; null without PUBLIC_URL' }),
    detail: z.string().nullable().meta({ description: 'what keeps Notion from calling, for people' }),
    waitingUntil: instant.nullable(),
    lastEventAt: instant.nullable(),
    events: z.int(),
    duplicates: z.int(),
    queued: z.int().meta({ description: 'pages that are still to be read' }),
  })
  .meta({ id: 'NotionWebhooks' });
export type NotionWebhooks = z.infer<typeof notionWebhooks>;

export const verificationToken = z.object({ token: z.string() }).meta({ id: 'VerificationToken' });
