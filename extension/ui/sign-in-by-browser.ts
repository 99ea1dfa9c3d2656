import type { DeviceAuthorization } from '../../shared/api/sign-ins.ts';
import { isLoopback } from '../core/server-address.ts';
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
  if (!(await isSameServer(ports, address, page, link))) return null;
  editor.openExternal(link);
  const title = t('Tickmark: compare the code {0} in your browser and approve it. No browser? Open {1}', code, page);
  const approval = await editor.cancellable(title, (onCancel) => wait(ports, address, begun.value, onCancel));
  return settle(ports, address, approval);
}

/**
 * A server could begin the sign-in at another one, show its code here, and have a token for that one approved. So the person
 * is asked where the page is not at the address that is signed in to, as behind some
 * proxies. What runs on the machine itself may name the address that others reach it at.
 */
async function isSameServer(
  { dialogs, t }: Pick<SignInPorts, 'dialogs' | 't'>,
  address: string,
  ...pages: readonly string[]
): Promise<boolean> {
  const { host, hostname } = new URL(address);
  if (isLoopback(hostname)) return true;
  const other = pages.map((page) => new URL(page).host).find((one) => one !== host);
  if (other === undefined) return true;
  const open = t('Open {0}', other);
  const button = await dialogs.tell({
    level: 'warning',
    text: t('{0} sends you to {1} to sign in.', host, other),
    modalDetail: t(
      'Go on only if both are the same server. If not, {0} would get into your account at {1}.',
      host,
      other,
    ),
    buttons: [open],
  });
  return button === open;
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
