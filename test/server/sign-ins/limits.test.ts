import { describe, expect, it } from 'vitest';
import { mostRequests, mostUnknownCodes } from '../../../server/sign-ins/device-flow.usecases.ts';
import { networkOf } from '../../../server/sign-ins/network.ts';
import { deviceGrant } from '../../../shared/device-grant.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { clientId, editor, post } from './support.ts';

describe('too much from one address', () => {
  const server = useTestServer();
  const unknown = { grant_type: deviceGrant, device_code: 'unknown', client_id: clientId };

  it('is refused when it begins sign-ins, for the rest of ten minutes', async () => {
    for (let asked = 0; asked < mostRequests; asked += 1)
      expect((await post(server(), 'device_authorization', editor)).status).toBe(200);
    const refused = await post(server(), 'device_authorization', editor);
    expect([refused.status, refused.body.error, refused.headers.get('retry-after')]).toEqual([429, 'slow_down', '600']);
    expect((await post(server(), 'device_authorization', editor, { address: '192.0.2.8' })).status).toBe(200);
    server().clock.advance(10 * minuteMs);
    expect((await post(server(), 'device_authorization', editor)).status).toBe(200);
  });

  it('is refused when it guesses device codes or tokens', async () => {
    for (let guessed = 0; guessed < mostUnknownCodes / 2; guessed += 1) {
      expect((await post(server(), 'token', unknown)).body.error).toBe('invalid_grant');
      expect((await post(server(), 'revoke', { token: 'tm_unknown' })).status).toBe(200);
    }
    expect((await post(server(), 'token', unknown)).status).toBe(429);
    expect((await post(server(), 'revoke', { token: 'tm_unknown' })).status).toBe(429);
  });

  it('is of one network where addresses are IPv6: who has one has many', async () => {
    for (let asked = 0; asked <= mostRequests; asked += 1) {
      const answer = await post(server(), 'device_authorization', editor, { address: `2001:db8:0:1::${asked}:7` });
      expect(answer.status).toBe(asked < mostRequests ? 200 : 429);
    }
    const other = await post(server(), 'device_authorization', editor, { address: '2001:db8:0:2::7' });
    expect(other.status).toBe(200);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['unknown', 'unknown'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0001:2:3:4:5', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3::', '1:2:3:0::/64'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('cannot be hidden by a header that the caller wrote', async () => {
    for (let asked = 0; asked <= mostRequests; asked += 1) {
      const headers = { 'x-forwarded-for': `198.51.100.${asked}` };
      const answer = await post(server(), 'device_authorization', editor, { headers });
      expect(answer.status).toBe(asked < mostRequests ? 200 : 429);
    }
  });
});

describe('behind a proxy of ours', () => {
  const server = useTestServer({ environment: { TRUSTED_PROXIES: '1' } });

  it('the address is what the proxy wrote, not what the caller wrote before it', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.4' };
    const { body } = await post<{ user_code: string }>(server(), 'device_authorization', editor, { headers });
    const seen = await server().call<{ address: string }>('GET', `/signins/${body.user_code}`);
    expect(seen.body.address).toBe('198.51.100.4');
  });
});

describe('behind a proxy that the server was not told of', () => {
  const server = useTestServer();

  it('nobody is told that a sign-in comes from their own address: it is that of the proxy for everybody', async () => {
    const { body } = await post<{ user_code: string }>(server(), 'device_authorization', editor, {
      address: '192.0.2.7',
    });
    const look = async (headers: Record<string, string>) => {
      const init = { headers: { authorization: `Bearer ${server().token}`, ...headers } };
      const incoming = { incoming: { socket: { remoteAddress: '192.0.2.7' } } };
      const response = await server().app.request(`/api/v1/signins/${body.user_code}`, init, incoming);
      return ((await response.json()) as { isYourAddress: boolean }).isYourAddress;
    };
    expect(await look({})).toBe(true);
    expect(await look({ 'x-forwarded-for': '198.51.100.4' })).toBe(false);
    expect(await look({ forwarded: 'for=198.51.100.4' })).toBe(false);
  });
});
