import type { Clock } from '../core/clock.ts';
import type { Dialogs } from '../core/dialogs.ts';
import type { Translate } from '../core/translate.ts';
import type { Api } from '../host/api.ts';
import type { OAuth } from '../host/oauth.ts';
import type { Account, Session } from '../host/session.ts';
import type { Editor } from './context.ts';
import { pasteToken } from './paste-token.ts';
import { signInByBrowser } from './sign-in-by-browser.ts';

export interface SignInPorts {
  dialogs: Dialogs;
  session: Session;
  api: Pick<Api, 'me'>;
  oauth: OAuth;
  clock: Clock;
  editor: Pick<Editor, 'openExternal' | 'openSetting' | 'cancellable'>;
  t: Translate;
}

/** A server to sign in to, as the setting names it. */
export interface SignInServer {
  address: string;
  /** Set when others on the network can read the token. */
  warning: string | undefined;
}

/** Signs in at the server of the folder in front, by browser or with a token. Null when that came to nothing. */
export async function signIn(ports: SignInPorts): Promise<Account | null> {
  const { dialogs, session, oauth, editor, t } = ports;
  const server = session.server();
  if (!server.ok) {
    const open = t('Open Setting');
    const message = { level: 'error', text: t(server.detail), buttons: [open] } as const;
    if ((await dialogs.tell(message)) === open) editor.openSetting('tickmark.server');
    return null;
  }
  const { address, insecure } = server;
  const warning = insecure
    ? t('{0} is not encrypted: others on the network can read the token. Use https://.', address)
    : undefined;
  const warned = warning === undefined ? {} : { detail: `$(warning) ${warning}` };
  const browser = { label: `$(globe) ${t('Sign in with the browser')}`, description: address, ...warned };
  const paste = { label: `$(key) ${t('Paste a token')}`, description: t('from “My tokens” on its page'), ...warned };
  const way = await dialogs.pick(t('Sign in to Tickmark'), [browser, paste]);
  if (way === undefined) return null;
  const before = session.people().find((account) => account.address === address);
  const byBrowser = way === browser ? await signInByBrowser(ports, address) : 'unknown_there';
  // An older server: there a token is the only way.
  const account = byBrowser === 'unknown_there' ? await pasteToken(ports, { address, warning }) : byBrowser;
  // Nobody would use the token before it any more.
  if (account !== null && before?.isOwnToken === true && before.token !== account.token) void oauth.revoke(before);
  return account;
}
