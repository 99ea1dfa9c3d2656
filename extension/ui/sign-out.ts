import type { Dialogs } from '../core/dialogs.ts';
import type { Translate } from '../core/translate.ts';
import type { OAuth } from '../host/oauth.ts';
import type { Account, Session } from '../host/session.ts';

export interface SignOutPorts {
  dialogs: Dialogs;
  session: Session;
  oauth: Pick<OAuth, 'revoke'>;
  t: Translate;
}

/**
 * Forgets an account here and ends its token at the server. A token that was pasted may be in use elsewhere, such as on
 * the page: it is ended when the person says so.
 * @param kept what else to tell: that something waits for this account
 */
export async function signOut(
  { dialogs, session, oauth, t }: SignOutPorts,
  kept = '',
  address?: string,
): Promise<void> {
  // First here: whatever the network does then, this editor no longer uses the token.
  const account = await session.signOut(address);
  const tell = (level: 'information' | 'warning', text: string, buttons: readonly string[] = []) =>
    dialogs.tell({ level, text: `${t('Signed out.')} ${text} ${kept}`.replaceAll(/ +/gu, ' ').trim(), buttons });
  const end = async (ended: Account): Promise<void> => {
    const result = await oauth.revoke(ended);
    if (result.ok) void tell('information', '');
    else void tell('warning', notEnded(ended, result.failure.detail, t));
  };
  if (account === null) void tell('information', '');
  else if (account.isOwnToken === true) await end(account);
  else {
    const button = t('End the Token');
    const text = t('The token you pasted still counts elsewhere.');
    void tell('information', text, [button]).then((chosen) => (chosen === button ? end(account) : undefined));
  }
}

function notEnded({ address }: Account, detail: string, t: Translate): string {
  return t('{0} could not be told: {1} Revoke the token on its page, under “My tokens”.', address, detail);
}
