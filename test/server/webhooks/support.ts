import { createHmac } from 'node:crypto';
import type { NotionWebhooks } from '../../../shared/api/webhooks.ts';
import type { Send } from '../../../server/demo/workspace/webhooks.ts';
import { readChangedPages } from '../../../server/webhooks/webhooks.jobs.ts';
import type { TestServer, TestServerOptions } from '../../support/server.ts';

const publicUrl = 'https://tickmark.example.com';

/** A server that Notion has an address of. */
export const reachable: TestServerOptions = { environment: { PUBLIC_URL: publicUrl } };

export const pathOf = ({ departmentId }: TestServer) => `/departments/${departmentId}/notion/webhooks`;

export async function webhooksOf(server: TestServer): Promise<NotionWebhooks> {
  return (await server.call<NotionWebhooks>('GET', pathOf(server))).body;
}

/** The way from Notion to our server. */
export function wayTo(server: TestServer): Send {
  return (url, init) => server.request(url.replace(publicUrl, ''), init);
}

/** Sends a body as Notion would, or as somebody who would like to be Notion. */
export async function send(
  server: TestServer,
  body: string | Uint8Array<ArrayBuffer>,
  signature?: string,
  departmentId = server.departmentId,
) {
  const headers = { 'content-type': 'application/json', ...(signature && { 'x-notion-signature': signature }) };
  const response = await server.request(`/api/v1/notion/webhooks/${departmentId}`, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as { code?: string; received?: true } };
}

/** The header that a body signed with a token carries. */
export function signedWith(token: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
}

/** Offers a verification token, signed with itself as Notion does. */
export function offer(server: TestServer, token: string) {
  const body = JSON.stringify({ verification_token: token });
  return send(server, body, signedWith(token, body));
}

/** An administrator asks for webhooks and a subscription is made in Notion, which sends its token. Gives its id. */
export async function subscribe(server: TestServer): Promise<string> {
  const { address } = (await server.call<NotionWebhooks>('PUT', pathOf(server))).body;
  return server.sample.workspace.webhooks.subscribe({
    url: address ?? '',
    token: server.sample.token,
    send: wayTo(server),
  });
}

/** The whole set-up, as people do it. */
export async function setUp(server: TestServer): Promise<{ id: string; token: string }> {
  const id = await subscribe(server);
  const { token } = (await server.call<{ token: string }>('POST', `${pathOf(server)}/token`)).body;
  if (!server.sample.workspace.webhooks.paste(id, token)) throw new Error('Notion did not take the token');
  return { id, token };
}

/** One turn of the job, with everything that it started. */
export async function turn(server: TestServer): Promise<void> {
  await readChangedPages(server.services);
  await server.settled();
}

/** Everything that waits is delivered and read. Gives the answers. */
export async function deliver(server: TestServer): Promise<(number | 'unanswered')[]> {
  const statuses = await server.sample.workspace.webhooks.deliver();
  await turn(server);
  return statuses;
}
