import type { SecretBox } from '../config/secret-box.ts';
import type { SubscriptionRow } from './webhooks.repository.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long after an administrator asked for it a verification token is taken: long enough to set it up in Notion. */
export const waitForTokenMs = 60 * minuteMs;

/** Events are known again for this long, and older ones are no news. Notion's last try comes after about a day. */
export const keepEventsMs = 7 * dayMs;

/** Where a verification token is sealed for: the text opens nowhere else. */
export function webhookTokenPlace(departmentId: string): string {
  return `webhook_subscription:${departmentId}:sealed_token`;
}

/** The token that events are signed with; undefined while there is none. */
export function openWebhookToken(secrets: SecretBox, row: SubscriptionRow | undefined): string | undefined {
  if (row === undefined || row.sealedToken === null) return undefined;
  return secrets.open(row.sealedToken, webhookTokenPlace(row.departmentId));
}

/** Until when a token is awaited; null when none is. */
export function waitingUntil(row: SubscriptionRow | undefined, now: Date): Date | null {
  const until = row?.askedAt == null ? null : new Date(row.askedAt.getTime() + waitForTokenMs);
  return until !== null && until > now ? until : null;
}
