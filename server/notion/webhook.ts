import { verifyWebhookSignature } from '@notionhq/client';
import { z } from 'zod';
import { dashed, plain } from '../../shared/notion-id.ts';

/** What a call of Notion's carries: the body as it arrived, and the header `X-Notion-Signature`. */
export interface SignedBody {
  body: Uint8Array;
  signature: string | undefined;
}

/** Whether the body was signed with this token. Compared in constant time; an empty token signs nothing. */
export async function isSignedWith(token: string, { body, signature }: SignedBody): Promise<boolean> {
  if (token === '') return false;
  return verifyWebhookSignature({ body, signature, verificationToken: token });
}

const author = z.object({ id: z.string().max(100), type: z.string().max(50) });
/** Who did it: a person, a bot or an agent. */
export type EventAuthor = z.output<typeof author>;

const printable = /^[!-~]+$/u;
const notionId = z
  .string()
  .refine((text) => /^[0-9a-f]{32}$/u.test(plain(text)))
  .transform(dashed);
const handshake = z.object({ verification_token: z.string().min(8).max(500).regex(printable) });
const envelope = z.looseObject({
  id: z.string().min(1).max(200).regex(printable),
  type: z.string().min(1).max(100).regex(printable),
  timestamp: z.iso.datetime({ offset: true }).optional().catch(undefined),
  authors: z.array(author).max(100).catch([]),
  entity: z.looseObject({ id: notionId, type: z.string() }).optional().catch(undefined),
  data: z
    .looseObject({ updated_properties: z.array(z.string().max(200)).max(100).catch([]) })
    .catch({ updated_properties: [] }),
});

/** What is known of an event. It says that something happened, never what is there now. */
export interface WebhookEvent {
  id: string;
  type: string;
  /** Notion's time of it, unless it told none. */
  at: Date | undefined;
  authors: EventAuthor[];
  /** What is to be read again, if anything. */
  subject: { kind: 'page' | 'data_source'; id: string } | undefined;
  /** Ids of changed properties, where the event names them. */
  properties: string[];
}

/** The token that Notion offers at the set-up, or undefined when the body is something else. */
export function offeredToken(body: Uint8Array): string | undefined {
  return handshake.safeParse(jsonOf(body)).data?.verification_token;
}

/** The event, or undefined when nothing can be made of the body. */
export function parseEvent(body: Uint8Array): WebhookEvent | undefined {
  const parsed = envelope.safeParse(jsonOf(body)).data;
  if (parsed === undefined) return undefined;
  const { id, type, timestamp, authors, data } = parsed;
  return {
    id,
    type,
    at: timestamp === undefined ? undefined : new Date(timestamp),
    authors,
    subject: subjectOf(type, parsed.entity),
    properties: data.updated_properties,
  };
}

/** The events after which something here may be out of date. */
const pageEvents = new Set([
  'page.created',
  'page.properties_updated',
  'page.content_updated',
  'page.moved',
  'page.deleted',
  'page.undeleted',
]);

function subjectOf(type: string, entity: { id: string; type: string } | undefined): WebhookEvent['subject'] {
  if (entity === undefined) return undefined;
  const { id } = entity;
  if (pageEvents.has(type)) return { kind: 'page', id };
  return type === 'data_source.schema_updated' ? { kind: 'data_source', id } : undefined;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
