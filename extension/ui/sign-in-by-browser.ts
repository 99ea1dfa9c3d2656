import type { DeviceAuthorization } from '../../shared/api/sign-ins.ts';
import { type Approval, waitForApproval } from '../core/device-sign-in.ts';
import { type Account, accountOf } from '../host/session.ts';
import { chooseDepartment, explain } from './paste-token.ts';
import type { SignInPorts } from './sign-in.ts';

/**
 * Opens the server's page in the browser and waits until a person has decided there. Null when nobody is signed in
 * then, and `unknown_there` when the server has no such page.
 */
export async function signInByBrowser(ports: SignInPorts, address: string): Promise<Account | null | 'unknown_there'> {
  const { oauth, editor, t } = ports;
  const begun = await oauth.begin(address);
  if (!begun.ok) {
    if (begun.failure.kind === 'server_too_old') return 'unknown_there';
    return refuse(ports, explain(begun.failure, address, t));
  }
  const { user_code: code, verification_uri: page, verification_uri_complete: link } = begun.value;
  editor.openExternal(link);
  const title = t('Tickmark: compare the code {0} in your browser and approve it. No browser? Open {1}', code, page);
  const approval = await editor.cancellable(title, (onCancel) => wait(ports, address, begun.value, onCancel));
  return settle(ports, address, approval);
}

function wait(
  { oauth, clock }: SignInPorts,
  address: string,
  begun: DeviceAuthorization,
  onCancel: Parameters<typeof waitForApproval>[0]['onCancel'],
): Promise<Approval> {
  return waitForApproval({
    clock,
    poll: () => oauth.poll(address, begun.device_code),
    intervalSeconds: begun.interval,
    expiresInSeconds: begun.expires_in,
    onCancel,
  });
}

async function settle(ports: SignInPorts, address: string, approval: Approval): Promise<Account | null> {
  const { api, oauth, session, dialogs, t } = ports;
  if (approval.kind === 'cancelled') {
    if (approval.token !== null) await oauth.revoke({ address, token: approval.token });
    return null;
  }
  if (approval.kind === 'denied') return refuse(ports, t('The sign-in was denied in the browser.'));
  if (approval.kind === 'expired') return refuse(ports, t('The code was not approved in time. Sign in again.'));
  if (approval.kind === 'failed') return refuse(ports, explain(approval.failure, address, t));
  const connection = { address, token: approval.token };
  const me = await api.me(connection);
  if (!me.ok) {
    // Nobody would use this token any more.
    await oauth.revoke(connection);
    return refuse(ports, explain(me.failure, address, t));
  }
  const departmentId = await chooseDepartment(dialogs, me.value, t);
  const account = accountOf(me.value, connection, departmentId, true);
  await session.signIn(account);
  return account;
}

async function refuse({ dialogs }: Pick<SignInPorts, 'dialogs'>, text: string): Promise<null> {
  await dialogs.tell({ level: 'error', text });
  return null;
}
