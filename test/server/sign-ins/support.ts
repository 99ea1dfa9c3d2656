import { sql } from 'drizzle-orm';
import { rows } from '../../../server/database/database.ts';
import type { DeviceAuthorization } from '../../../shared/api/sign-ins.ts';
import { deviceGrant } from '../../../shared/device-grant.ts';
import type { TestServer } from '../../support/server.ts';

export const clientId = 'tickmark-vscode';
export const editor = { client_id: clientId, client_name: 'Visual Studio Code on laptop', client_version: '1.2.3' };

interface OAuthAnswer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface OAuthError {
  error: string;
  error_description: string;
}

/** A form sent to /oauth, as an editor at this address sends it. */
export async function post<T = OAuthError>(
  server: Pick<TestServer, 'app'>,
  path: string,
  form: Record<string, string> | string,
  { address = '192.0.2.7', headers = {} }: { address?: string; headers?: Record<string, string> } = {},
): Promise<OAuthAnswer<T>> {
  const response = await server.app.request(
    `/oauth/${path}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    },
    { incoming: { socket: { remoteAddress: address } } },
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
}

/** An editor begins to sign in. */
export async function begin(
  server: Pick<TestServer, 'app'>,
  form: Record<string, string> = editor,
): Promise<DeviceAuthorization> {
  return (await post<DeviceAuthorization>(server, 'device_authorization', form)).body;
}

/** The editor asks whether it is approved: `token` is set once it is, `error` until then. */
export async function poll(server: Pick<TestServer, 'app'>, deviceCode: string, client = clientId) {
  const form = { grant_type: deviceGrant, device_code: deviceCode, client_id: client };
  const { status, body } = await post<{ access_token?: string; token_type?: string; error?: string }>(
    server,
    'token',
    form,
  );
  return { status, token: body.access_token, type: body.token_type, error: body.error };
}

export const approve = (server: TestServer, code: string, token?: string) =>
  server.call<{ code?: string; state?: string }>('POST', `/signins/${code}/approve`, undefined, token);

export const deny = (server: TestServer, code: string, token?: string) =>
  server.call<{ code?: string; state?: string }>('POST', `/signins/${code}/deny`, undefined, token);

/** The audit of sign-ins and tokens, oldest first. */
export async function audited(server: TestServer) {
  return rows<{ action: string; actor: string; detail: Record<string, unknown> }>(
    await server.services.db.execute(
      sql`select action, actor, detail from audit_entry where action like 'sign_in.%' or action like 'token.%' order by at, id`,
    ),
  );
}
