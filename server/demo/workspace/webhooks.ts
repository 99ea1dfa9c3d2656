import { createHmac } from 'node:crypto';
import { makeId, makeToken } from './ids.ts';
import type { IntegrationRecord } from './records.ts';
import type { WorkspaceState } from './state.ts';
import { aggregated, canSee, eventOf, type WebhookDelivery } from './webhook-events.ts';

/** Sends one request; answers its status, or throws when nothing answers. */
export type Send = (
  url: string,
  init: { method: 'POST'; headers: Record<string, string>; body: string },
) => Promise<{
  status: number;
}>;

interface Subscription {
  id: string;
  integration: IntegrationRecord;
  url: string;
  send: Send;
  token: string;
  state: 'pending' | 'active';
}

/** The Webhooks tab of a connection, and the post office behind it. Nothing leaves before `deliver`. */
export interface WebhookPort {
  /**
   * What was not delivered yet, oldest first. A test plays the network: it takes deliveries out, doubles them, or gives
   * them another order.
   */
  readonly waiting: WebhookDelivery[];
  /** Makes a subscription for the connection of a token, and sends it the verification token. Gives its id. */
  readonly subscribe: (options: { url: string; token: string; send?: Send }) => Promise<string>;
  /** Sends the verification token again. Gives the status of the answer. */
  readonly resendToken: (subscriptionId: string) => Promise<number>;
  /** A person pastes the verification token: events follow when it is the right one. */
  readonly paste: (subscriptionId: string, token: string) => boolean;
  readonly remove: (subscriptionId: string) => void;
  /** Makes one event of all that wait and tell the same of the same page, as Notion does within a minute. */
  readonly aggregate: () => void;
  /** Sends what waits. What is not answered with 200 waits again, up to the eighth try. Gives the statuses. */
  readonly deliver: () => Promise<(number | 'unanswered')[]>;
}

const mostAttempts = 8;

export function makeWebhookPort(state: WorkspaceState): WebhookPort {
  const subscriptions = new Map<string, Subscription>();
  const waiting: WebhookDelivery[] = [];
  state.witnesses.add((happening) => {
    for (const subscription of subscriptions.values()) {
      if (subscription.state !== 'active' || !canSee(state, subscription.integration, happening)) continue;
      waiting.push({ subscriptionId: subscription.id, event: eventOf(state, subscription, happening) });
    }
  });
  const subscribed = (id: string): Subscription => {
    const found = subscriptions.get(id);
    if (found === undefined) throw new Error('The sample workspace has no such webhook subscription');
    return found;
  };
  const post = async (to: Subscription, content: unknown): Promise<number | 'unanswered'> => {
    const body = JSON.stringify(content);
    const headers = { 'content-type': 'application/json', 'x-notion-signature': signature(to.token, body) };
    try {
      return (await to.send(to.url, { method: 'POST', headers, body })).status;
    } catch {
      return 'unanswered';
    }
  };
  const sendToken = (to: Subscription) => post(to, { verification_token: to.token });

  return {
    waiting,
    subscribe: async ({ url, token, send = fetch }) => {
      const integration = integrationOf(state, token);
      const made = {
        id: makeId(state.newId),
        integration,
        url,
        send,
        token: `secret_${makeToken(state.newId).slice(4)}`,
      };
      subscriptions.set(made.id, { ...made, state: 'pending' });
      await sendToken(subscribed(made.id));
      return made.id;
    },
    resendToken: async (id) => Number(await sendToken(subscribed(id))),
    paste: (id, token) => {
      if (subscribed(id).token !== token) return false;
      subscribed(id).state = 'active';
      return true;
    },
    remove: (id) => void subscriptions.delete(id),
    aggregate: () => void waiting.splice(0, waiting.length, ...aggregated(waiting)),
    deliver: async () => {
      const statuses: (number | 'unanswered')[] = [];
      for (const delivery of waiting.splice(0)) {
        const to = subscriptions.get(delivery.subscriptionId);
        if (to === undefined) continue;
        const status = await post(to, delivery.event);
        statuses.push(status);
        const { attempt_number: attempt } = delivery.event;
        if (status !== 200 && attempt < mostAttempts)
          waiting.push({ ...delivery, event: { ...delivery.event, attempt_number: attempt + 1 } });
      }
      return statuses;
    },
  };
}

function signature(token: string, body: string): string {
  return `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
}

function integrationOf(state: WorkspaceState, token: string): IntegrationRecord {
  const record = state.tokens.find((one) => one.token === token);
  const integration = state.integrations.get(record?.integrationId ?? '');
  if (integration === undefined) throw new Error('The sample workspace has issued no such token');
  return integration;
}
