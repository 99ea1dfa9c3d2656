import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';

const asking = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
});

describe('VS Code in a browser', () => {
  const server = useTestServer({
    environment: { WEB_EDITOR_ORIGINS: 'https://code.example.com, https://*.vscode-cdn.net' },
  });
  const allowedFor = async (origin: string, init: RequestInit = asking(origin)) => {
    const response = await server().request('/api/v1/me', init);
    return response.headers.get('access-control-allow-origin');
  };

  it('may call from the origins that are set, and is told so before it sends a token', async () => {
    for (const origin of ['https://code.example.com', 'https://a1b2.vscode-cdn.net']) {
      expect(await allowedFor(origin)).toBe(origin);
    }
    const { status, headers } = await server().request('/api/v1/me', asking('https://code.example.com'));
    expect([status, headers.get('access-control-allow-headers')]).toEqual([204, 'authorization']);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('may not from any other, nor from one that only looks like it', async () => {
    const others = [
      'https://example.com',
      'http://code.example.com',
      'https://code.example.com.evil.example',
      'https://code.example.com:8443',
      'https://vscode-cdn.net',
      'https://evil-vscode-cdn.net',
      'http://a1b2.vscode-cdn.net',
      'null',
    ];
    for (const origin of others) expect([origin, await allowedFor(origin)]).toEqual([origin, null]);
  });

  it('may also sign in by browser there', async () => {
    const origin = 'https://a1b2.vscode-cdn.net';
    const { status, headers } = await server().request('/oauth/device_authorization', {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_id=tickmark-vscode',
    });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    const asked = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
    expect((await server().request('/oauth/token', asked)).headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('still needs a token, and can read why it is refused', async () => {
    const origin = 'https://code.example.com';
    const response = await server().request('/api/v1/me', { headers: { origin } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });
});

describe('a server that nobody set an origin for', () => {
  const server = useTestServer();

  it('lets no page of another site read anything', async () => {
    const response = await server().request('/api/v1/me', asking('https://code.example.com'));
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('begins no sign-in for a page of another site, which would count for the person who looks at it', async () => {
    const form = (headers: Record<string, string>) => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'client_id=tickmark-vscode',
    });
    for (const headers of [
      { origin: 'https://example.com' },
      { origin: 'http://localhost' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ]) {
      const { status } = await server().request('/oauth/device_authorization', form(headers));
      expect([headers, status]).toEqual([headers, 403]);
    }
    // Programs that are no page say nothing of the kind.
    for (const headers of [{}, { origin: 'null' }])
      expect((await server().request('/oauth/device_authorization', form(headers))).status).toBe(200);
  });
});
