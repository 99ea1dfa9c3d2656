import { sql } from 'drizzle-orm';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/errors.ts';
import { rows } from '../../../server/database/database.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { deliver, offer, pathOf, reachable, send, setUp, signedWith, subscribe, webhooksOf } from './support.ts';

const tokenOf = (server: TestServer) =>
  server.call<{ token: string } & Partial<Problem>>('POST', `${pathOf(server)}/token`);

async function auditOf({ services }: TestServer): Promise<string[]> {
  const found = await services.db.execute(
    sql`select action from audit_entry where action like 'webhooks.%' order by at, id`,
  );
  return rows<{ action: string }>(found).map(({ action }) => action);
}

describe('webhooks are set up', () => {
  const server = useTestServer(reachable);

  it('by starting them, pasting the token that Notion sends, and the first event', async () => {
    const address = `https://tickmark.example.com/api/v1/notion/webhooks/${server().departmentId}`;
    expect(await webhooksOf(server())).toEqual({
      state: 'off',
      address,
      detail: null,
      waitingUntil: null,
      lastEventAt: null,
      events: 0,
      duplicates: 0,
      queued: 0,
    });
    await server().connect();
    expect((await server().call('PUT', pathOf(server()))).body).toMatchObject({
      state: 'waiting',
      waitingUntil: '2026-03-02T10:00:00.000Z',
    });
    const id = await subscribe(server());
    expect((await webhooksOf(server())).state).toBe('token_received');
    const { webhooks, people } = server().sample.workspace;
    const shown = await tokenOf(server());
    expect(shown.status).toBe(200);
    expect(webhooks.paste(id, shown.body.token)).toBe(true);
    people.setStatus(server().sample.workspace.findPage('NT-42'), 'In Review');
    expect(await deliver(server())).toEqual([200]);
    expect(await webhooksOf(server())).toMatchObject({
      state: 'active',
      events: 1,
      queued: 0,
      lastEventAt: server().clock.now().toISOString(),
    });
    expect(await auditOf(server())).toEqual([
      'webhooks.started',
      'webhooks.started',
      'webhooks.token_received',
      'webhooks.token_shown',
    ]);
  });

  it('only when an administrator asked for it: a token that nobody waits for is refused', async () => {
    const unasked = await offer(server(), 'secret_of-somebody-else');
    expect([unasked.status, unasked.body.code]).toEqual([409, 'webhook.not_expected']);
    const nowhere = JSON.stringify({ verification_token: 'secret_of-somebody-else' });
    const signature = signedWith('secret_of-somebody-else', nowhere);
    for (const departmentId of ['00000000-0000-7000-8000-000000000000', 'none']) {
      expect((await send(server(), nowhere, signature, departmentId)).status).toBeGreaterThanOrEqual(400);
    }
    expect((await webhooksOf(server())).state).toBe('off');
    expect(await auditOf(server())).toEqual([]);
  });

  it('within an hour, else they are started again', async () => {
    await server().call('PUT', pathOf(server()));
    server().clock.advance(60 * minuteMs);
    expect((await webhooksOf(server())).state).toBe('off');
    expect((await offer(server(), 'secret_that-comes-late')).status).toBe(409);
    await server().call('PUT', pathOf(server()));
    server().clock.advance(59 * minuteMs);
    expect((await offer(server(), 'secret_that-comes-in-time')).status).toBe(200);
    expect((await tokenOf(server())).body.token).toBe('secret_that-comes-in-time');
  });

  it('with one token: while it is there no other one takes its place, and the same may come again', async () => {
    const id = await subscribe(server());
    const { token } = (await tokenOf(server())).body;
    expect(await server().sample.workspace.webhooks.resendToken(id)).toBe(200);
    expect(await offer(server(), 'secret_planted-by-somebody')).toMatchObject({
      status: 409,
      body: { code: 'webhook.not_expected' },
    });
    expect((await tokenOf(server())).body.token).toBe(token);
    expect((await auditOf(server())).filter((action) => action === 'webhooks.token_received')).toHaveLength(1);
  });

  it('with a token that is signed with itself, whole and plain', async () => {
    await server().call('PUT', pathOf(server()));
    const body = JSON.stringify({ verification_token: 'secret_of-this-subscription' });
    for (const signature of [undefined, '', signedWith('another token', body), 'sha256=00']) {
      expect(await send(server(), body, signature)).toMatchObject({
        status: 401,
        body: { code: 'webhook.signature_invalid' },
      });
    }
    for (const token of ['', 'short', 'with space in it', 'x'.repeat(501), 'secret_\u0000nul-in-it']) {
      expect((await offer(server(), token)).status).toBe(401);
    }
    expect((await webhooksOf(server())).state).toBe('waiting');
    expect((await offer(server(), 'secret_of-this-subscription')).status).toBe(200);
  });

  it('anew when an administrator asks for it: the old token counts until the new one is there', async () => {
    await server().connect();
    const { id: old } = await setUp(server());
    const { webhooks, people } = server().sample.workspace;
    people.rename(server().sample.workspace.findPage('NT-42'), 'One');
    expect(await deliver(server())).toEqual([200]);
    await server().call('PUT', pathOf(server()));
    people.rename(server().sample.workspace.findPage('NT-42'), 'Two');
    expect(await deliver(server())).toEqual([200]);
    const { id: next } = await setUp(server());
    expect((await webhooksOf(server())).state).toBe('token_received');
    people.rename(server().sample.workspace.findPage('NT-42'), 'Three');
    expect(await deliver(server())).toEqual([401, 200]);
    webhooks.remove(old);
    webhooks.waiting.length = 0;
    people.rename(server().sample.workspace.findPage('NT-42'), 'Four');
    expect(webhooks.waiting.map(({ subscriptionId }) => subscriptionId)).toEqual([next]);
    expect(await deliver(server())).toEqual([200]);
  });

  it('and removed: what Notion sends then is refused, and nothing of it is kept', async () => {
    await server().connect();
    await setUp(server());
    const { people } = server().sample.workspace;
    people.rename(server().sample.workspace.findPage('NT-42'), 'One');
    await server().sample.workspace.webhooks.deliver();
    expect((await webhooksOf(server())).queued).toBe(1);
    expect((await server().call('DELETE', pathOf(server()))).status).toBe(204);
    expect(await webhooksOf(server())).toMatchObject({ state: 'off', events: 0, queued: 0 });
    people.rename(server().sample.workspace.findPage('NT-42'), 'Two');
    expect(await deliver(server())).toEqual([401]);
    expect((await server().call('DELETE', pathOf(server()))).status).toBe(204);
    expect((await auditOf(server())).filter((action) => action === 'webhooks.removed')).toHaveLength(1);
  });

  it('without the token in any answer but the one that is for it, in no table, no audit entry and no log line', async () => {
    const { services } = server();
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    services.log = pino({ level: 'trace' }, sink);
    await server().connect();
    const id = await subscribe(server());
    const { token } = (await tokenOf(server())).body;
    const { webhooks, people } = server().sample.workspace;
    webhooks.paste(id, token);
    const answers: unknown[] = [await webhooksOf(server())];
    people.setStatus(server().sample.workspace.findPage('NT-42'), 'In Review');
    people.revokeToken(server().sample.token);
    await deliver(server());
    const again = JSON.stringify({ verification_token: token });
    answers.push(await send(server(), again), await send(server(), again, signedWith(token, again)));
    answers.push(await tokenOf(server()), await webhooksOf(server()));
    const tables = rows<{ name: string }>(
      await services.db.execute(sql`select tablename as name from pg_tables where schemaname = 'public'`),
    );
    const stored = [];
    for (const { name } of tables) {
      stored.push(rows(await services.db.execute(sql.raw(`select row_to_json(t)::text from "${name}" t`))));
    }
    const everything = JSON.stringify([answers, stored, lines]);
    expect(everything).toContain('webhooks.token_shown');
    expect(everything).toContain('a page of an event was not read');
    expect(everything.includes(token)).toBe(false);
    expect(everything.includes(token.slice(7, 30))).toBe(false);
  });

  it('with the token shown until the first event, which proves that it was pasted', async () => {
    await server().connect();
    const early = await tokenOf(server());
    expect([early.status, early.body.code]).toEqual([409, 'webhook.no_token']);
    await setUp(server());
    expect((await tokenOf(server())).status).toBe(200);
    const { people } = server().sample.workspace;
    people.rename(server().sample.workspace.findPage('NT-42'), 'One');
    await deliver(server());
    const late = await tokenOf(server());
    expect([late.status, late.body.code]).toEqual([409, 'webhook.no_token']);
    const developer = await server().addDeveloper('Kim');
    const refused = await server().call<Problem>('POST', `${pathOf(server())}/token`, undefined, developer.token);
    expect([refused.status, refused.body.code]).toEqual([403, 'auth.forbidden']);
  });
});

describe('a server that Notion cannot call', () => {
  const server = useTestServer();

  it('says so instead of waiting for what cannot come', async () => {
    expect(await webhooksOf(server())).toMatchObject({
      state: 'off',
      address: null,
      detail: 'PUBLIC_URL is not set, so Notion has no address to call.',
    });
    const started = await server().call<Problem>('PUT', pathOf(server()));
    expect([started.status, started.body.code]).toEqual([409, 'webhook.public_url_missing']);
  });
});

describe('a server at an address without https', () => {
  const server = useTestServer({ environment: { PUBLIC_URL: 'http://tickmark.example.com/' } });

  it('says that Notion takes https only, and may still be tried with something else in between', async () => {
    expect(await webhooksOf(server())).toMatchObject({ detail: expect.stringContaining('https') as unknown });
    expect((await server().call('PUT', pathOf(server()))).status).toBe(200);
  });
});
