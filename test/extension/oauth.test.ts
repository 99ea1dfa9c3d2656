import { expect, test } from 'vitest';
import { clientName, createOAuth } from '../../extension/host/oauth.ts';

const address = 'https://tickmark.example.com/base';

function open(answer: () => Response) {
  const sent: { url: string; form: Record<string, string>; headers: Headers }[] = [];
  const network = {
    userAgent: 'tickmark-vscode/1.0.0',
    fetch: async (url: string, init: RequestInit) => {
      const form = Object.fromEntries(new URLSearchParams(init.body as string));
      sent.push({ url, form, headers: new Headers(init.headers) });
      return answer();
    },
  };
  return { sent, oauth: createOAuth(network, { name: 'Visual Studio Code on laptop', version: '1.0.0' }) };
}

const answering = (body: object, status = 200) => open(() => Response.json(body, { status }));
const begun = {
  device_code: 'd',
  user_code: 'WDJB-MJHT',
  verification_uri: `${address}/device`,
  verification_uri_complete: `${address}/device?user_code=WDJB-MJHT`,
  expires_in: 600,
};

test('the editor names itself, as a form and without any token', async () => {
  const { sent, oauth } = answering(begun);
  // Without an interval it is five seconds (RFC 8628, 3.2).
  expect(await oauth.begin(address)).toEqual({ ok: true, value: { ...begun, interval: 5 } });
  expect(sent[0]).toMatchObject({
    url: `${address}/oauth/device_authorization`,
    form: { client_id: 'tickmark-vscode', client_name: 'Visual Studio Code on laptop', client_version: '1.0.0' },
  });
  expect(sent[0]?.headers.get('authorization')).toBeNull();
  expect(sent[0]?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
});

test.each(['javascript:alert(1)', 'file:///etc/passwd', 'vscode://x'])('a page at %s is never opened', async (page) => {
  const { oauth } = answering({ ...begun, verification_uri_complete: page });
  expect(await oauth.begin(address)).toMatchObject({ ok: false, failure: { kind: 'not_our_server' } });
});

test('a server without this call is too old for it', async () => {
  const { oauth } = answering({ code: 'request.not_found', title: 'No such address' }, 404);
  expect(await oauth.begin(address)).toMatchObject({ ok: false, failure: { kind: 'server_too_old' } });
});

test.each([
  ['authorization_pending', 'pending'],
  ['slow_down', 'slow_down'],
  ['access_denied', 'denied'],
  ['expired_token', 'expired'],
  ['invalid_grant', 'expired'],
])('%s is read as “%s”', async (error, kind) => {
  const { sent, oauth } = answering({ error }, 400);
  expect(await oauth.poll(address, 'd')).toEqual({ kind });
  expect(sent[0]?.form).toEqual({
    client_id: 'tickmark-vscode',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'd',
  });
});

test('a token is read, and a page that says 200 is none', async () => {
  expect(await answering({ access_token: 'tm_x', token_type: 'Bearer' }).oauth.poll(address, 'd')).toEqual({
    kind: 'token',
    token: 'tm_x',
  });
  const { oauth } = open(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
  expect(await oauth.poll(address, 'd')).toMatchObject({ kind: 'failed', failure: { kind: 'not_our_server' } });
  expect(await oauth.revoke({ address, token: 'tm_x' })).toMatchObject({ ok: false });
});

test('what passes by itself is told apart: no connection, a fault, too many requests', async () => {
  const down = open(() => {
    throw new TypeError('fetch failed');
  });
  expect(await down.oauth.poll(address, 'd')).toMatchObject({ kind: 'failed', failure: { kind: 'offline' } });
  for (const [status, kind] of [
    [503, 'server_fault'],
    [429, 'rate_limited'],
  ] as const) {
    const { oauth } = answering({ error: 'slow_down' }, status);
    if (status === 503) expect(await oauth.poll(address, 'd')).toEqual({ kind: 'slow_down' });
    else expect(await oauth.poll(address, 'd')).toMatchObject({ kind: 'failed', failure: { kind } });
  }
});

test('a token is ended by showing it in the body', async () => {
  const { sent, oauth } = answering({});
  expect(await oauth.revoke({ address, token: 'tm_x' })).toEqual({ ok: true, value: true });
  expect(sent[0]).toMatchObject({ url: `${address}/oauth/revoke`, form: { token: 'tm_x' } });
  expect(sent[0]?.url).not.toContain('tm_x');
});

test('the name of editor and machine holds what a server can show', () => {
  expect(clientName('Visual Studio Code', 'laptop')).toBe('Visual Studio Code on laptop');
  expect(clientName('Code', 'a\u202eb\u0000\n')).toBe('Code on ab');
  expect(clientName('Code', 'x'.repeat(200))).toHaveLength(100);
});
