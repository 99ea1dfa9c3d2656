import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { furnishTwo } from '../http/two-departments.ts';
import { offer, reachable, send, setUp, signedWith, webhooksOf } from './support.ts';

function eventAbout(pageId: string, change: object = {}): string {
  return JSON.stringify({
    id: randomUUID(),
    timestamp: '2026-03-02T09:00:00.000Z',
    type: 'page.properties_updated',
    authors: [{ id: randomUUID(), type: 'person' }],
    entity: { id: pageId, type: 'page' },
    data: { updated_properties: [] },
    ...change,
  });
}

describe('a call of Notion', () => {
  const server = useTestServer(reachable);
  const page = ({ sample }: TestServer) => sample.workspace.findPage('NT-42');

  it('is taken with the signature of the department, and with no other', async () => {
    const { token } = await setUp(server());
    const body = eventAbout(page(server()));
    const right = signedWith(token, body);
    const wrong = [
      undefined,
      '',
      'sha256=',
      right.slice(7),
      right.slice(0, -2),
      `${right}00`,
      right.replace('sha256', 'sha1'),
      right.replace(/.$/u, (digit) => (digit === '0' ? '1' : '0')),
      signedWith(`${token}x`, body),
      signedWith(token, `${body} `),
    ];
    for (const signature of wrong) {
      const answer = await send(server(), body, signature);
      expect([signature, answer.status, answer.body.code]).toEqual([signature, 401, 'webhook.signature_invalid']);
    }
    expect(await webhooksOf(server())).toMatchObject({ events: 0, queued: 0, state: 'token_received' });
    expect(await send(server(), body, right)).toEqual({ status: 200, body: { received: true } });
    expect(await webhooksOf(server())).toMatchObject({ events: 1, queued: 1, state: 'active' });
  });

  it('is refused before webhooks are set up, whatever it is signed with', async () => {
    const body = eventAbout(page(server()));
    for (const token of ['secret_any', 'undefined', 'null']) {
      expect((await send(server(), body, signedWith(token, body))).status).toBe(401);
    }
  });

  it('is signed over its bytes: spaces, line ends, escapes, a mark at the start and what is no text count', async () => {
    const { token } = await setUp(server());
    const event = eventAbout(page(server()), { workspace_name: 'Grüße 🎉 \u202e' });
    const bodies = [
      `  ${event}\r\n`,
      JSON.stringify(JSON.parse(event), null, 4),
      event.replace('Grüße', String.raw`Gr\u00fc\u00dfe`),
      `\ufeff${event}`,
      event.normalize('NFD'),
    ];
    for (const body of bodies) expect((await send(server(), body, signedWith(token, body))).status).toBe(200);
    expect(
      (await send(server(), JSON.stringify(JSON.parse(bodies[1] ?? '')), signedWith(token, bodies[1] ?? ''))).status,
    ).toBe(401);
    const noText = new Uint8Array([0xff, 0xfe, 0x00, 0xc3, 0x28]);
    expect((await send(server(), noText, signedWith(token, noText))).status).toBe(200);
    expect(await webhooksOf(server())).toMatchObject({ events: 1, duplicates: 4 });
  });

  it('is answered with 200 when it is signed, whatever it holds', async () => {
    const { token } = await setUp(server());
    const part = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(page(server()), 'page.created', 'page', '2026-03-02T09:00:00Z'),
    );
    const envelope = fc.record(
      {
        id: part,
        type: part,
        timestamp: part,
        authors: part,
        entity: fc.oneof(part, fc.record({ id: part, type: part })),
        data: part,
      },
      { requiredKeys: [] },
    );
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      envelope.map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (body) => {
        expect((await send(server(), body, signedWith(token, body))).status).toBe(200);
      }),
      { numRuns: 150 },
    );
  });

  it('is refused when it is larger than a megabyte, however it is signed', async () => {
    const { token } = await setUp(server());
    const body = eventAbout(page(server()), { workspace_name: 'x'.repeat(1_000_001) });
    const answer = await send(server(), body, signedWith(token, body));
    expect([answer.status, answer.body.code]).toEqual([413, 'request.too_large']);
  });

  it('counts for its own department only: the token of one opens no other', async () => {
    const [ours, theirs] = await furnishTwo(server());
    for (const { departmentId, administrator } of [ours, theirs]) {
      await server().call('PUT', `/departments/${departmentId}/notion/webhooks`, undefined, administrator.token);
      const body = JSON.stringify({ verification_token: `secret_of-${departmentId}` });
      expect((await send(server(), body, signedWith(`secret_of-${departmentId}`, body), departmentId)).status).toBe(
        200,
      );
    }
    const body = eventAbout(page(server()));
    const signature = signedWith(`secret_of-${ours.departmentId}`, body);
    expect((await send(server(), body, signature, theirs.departmentId)).status).toBe(401);
    expect((await send(server(), body, signature, ours.departmentId)).status).toBe(200);
    const stateFor = async (departmentId: string, token: string) =>
      (await server().call('GET', `/departments/${departmentId}/notion/webhooks`, undefined, token)).body;
    expect(await stateFor(ours.departmentId, ours.administrator.token)).toMatchObject({ events: 1, queued: 1 });
    expect(await stateFor(theirs.departmentId, theirs.administrator.token)).toMatchObject({ events: 0, queued: 0 });
    const mine = await server().call(
      'POST',
      `/departments/${theirs.departmentId}/notion/webhooks/token`,
      undefined,
      ours.administrator.token,
    );
    expect(mine.status).toBe(404);
  });

  it('needs no personal token, and one does not help', async () => {
    await offer(server(), 'secret_nobody-asked');
    const response = await server().request(`/api/v1/notion/webhooks/${server().departmentId}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server().token}` },
      body: eventAbout(page(server())),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'webhook.signature_invalid' });
  });
});
