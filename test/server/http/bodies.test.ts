import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type Listening } from '../../../server/http/listen.ts';
import { useTestServer } from '../../support/server.ts';

/** Only a real connection has requests without a length, so this one needs a port. */
describe('a request whose body has no length', () => {
  const server = useTestServer();
  let listening: Listening | undefined;
  beforeEach(async () => {
    listening = await listen({ HOST: '127.0.0.1', PORT: 0 });
    const { app } = server();
    listening.answerWith((request, bindings) => app.fetch(request, bindings));
  });
  afterEach(() => listening?.close());

  it('is answered as any other: a browser sends DELETE so', async () => {
    const head = `DELETE /api/v1/tokens/0190a000-0000-7000-8000-000000000001 HTTP/1.1\r\n`;
    expect(await exchange(head, '')).toMatch(/^HTTP\/1\.1 404 .*token\.not_found/su);
  });

  it('is read when it comes in chunks', async () => {
    const head = 'POST /api/v1/tokens HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n';
    const body = '{"name":"laptop"}';
    const answer = await exchange(head, `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /u);
  });

  async function exchange(head: string, body: string): Promise<string> {
    const { hostname, port } = new URL(listening?.url ?? '');
    const socket = connect(Number(port), hostname);
    socket.write(
      `${head}host: ${hostname}\r\nauthorization: Bearer ${server().token}\r\nconnection: close\r\n\r\n${body}`,
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  }
});
