import type { DeviceAuthorization } from '../../shared/api/sign-ins.ts';
import { deviceGrant } from '../../shared/device-grant.ts';
import type { Poll } from '../core/device-sign-in.ts';
import { type Answer, type Result, judge } from '../core/failure.ts';
import { type Connection, exchange, type Network } from './http.ts';

const clientId = 'tickmark-vscode';

/** Signing in by browser, and ending a token: the calls that need no token in the header. */
export interface OAuth {
  begin: (address: string) => Promise<Result<DeviceAuthorization>>;
  poll: (address: string, deviceCode: string) => Promise<Poll>;
  /** Ends a token at its server. */
  revoke: (connection: Connection) => Promise<Result<true>>;
}

/** @param client how the editor names itself to the person who approves */
export function createOAuth(network: Network, client: { name: string; version: string }): OAuth {
  const post = (address: string, path: string, form: Record<string, string>): Promise<Answer> =>
    exchange(network, `${address}/oauth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: clientId, ...form }).toString(),
    });
  return {
    begin: async (address) => {
      const form = { client_name: client.name, client_version: client.version };
      return judge(await post(address, 'device_authorization', form), readDeviceAuthorization);
    },
    poll: async (address, deviceCode) =>
      readPoll(await post(address, 'token', { grant_type: deviceGrant, device_code: deviceCode })),
    revoke: async ({ address, token }) => {
      const answer = await post(address, 'revoke', { token, token_type_hint: 'access_token' });
      // JSON, so that the page of something between us and the server is not taken for it.
      return judge(answer, (body) => (typeof body === 'object' && body !== null ? (true as const) : undefined));
    },
  };
}

/** `Visual Studio Code on laptop`, without what the server would refuse to show. */
export function clientName(appName: string, host: string): string {
  return `${appName} on ${host}`
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, 100)
    .trim();
}

const polls: Readonly<Record<string, Poll>> = {
  authorization_pending: { kind: 'pending' },
  slow_down: { kind: 'slow_down' },
  access_denied: { kind: 'denied' },
  expired_token: { kind: 'expired' },
};

function readPoll(answer: Answer): Poll {
  const error = answer.kind === 'answer' && answer.status !== 429 ? textIn(answer.body, 'error') : undefined;
  const known = error === undefined ? undefined : polls[error];
  if (known !== undefined) return known;
  // Begun at another server, used before, or forgotten: only beginning again helps.
  if (error !== undefined) return { kind: 'expired' };
  const result = judge(answer, (body) => textIn(body, 'access_token'));
  return result.ok ? { kind: 'token', token: result.value } : { kind: 'failed', failure: result.failure };
}

function readDeviceAuthorization(body: unknown): DeviceAuthorization | undefined {
  const texts = ['device_code', 'user_code', 'verification_uri', 'verification_uri_complete'];
  if (!texts.every((name) => textIn(body, name) !== undefined)) return undefined;
  // Five seconds is what RFC 8628, 3.2, says where the server says nothing.
  const read = Object.assign({ interval: 5 }, body as DeviceAuthorization);
  const isWebPage = [read.verification_uri, read.verification_uri_complete].every(
    (uri) => /^https?:\/\//iu.test(uri) && URL.canParse(uri),
  );
  return isWebPage && [read.expires_in, read.interval].every(Number.isFinite) ? read : undefined;
}

function textIn(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
