import { failureFacts } from '../core/failure-text.ts';
import type { Translate } from '../core/translate.ts';
import type { Account } from '../host/session.ts';
import type { Context } from './context.ts';

/**
 * Forgets an account here and ends its token at the server. A token that was pasted may be in use elsewhere, such as on
 * the page: it is ended when the person says so.
 * @param address which server's account; without it the current one
 */
export async function signOut(context: Context, address?: string): Promise<void> {
  const { dialogs, session, oauth, t } = context;
  const isCurrent = address === undefined || address === session.person()?.address;
  const kept = isCurrent && (await isSomethingWaiting(context)) ? keptText(t) : '';
  // First here: whatever the network does then, this editor no longer uses the token.
  const account = await session.signOut(address);
  const tell = (level: 'information' | 'warning', text: string, buttons: readonly string[] = []) =>
    dialogs.tell({ level, text: [t('Signed out.'), text, kept].filter((part) => part !== '').join(' '), buttons });
  const end = async (ended: Account): Promise<void> => {
    const result = await oauth.revoke(ended);
    if (result.ok) void tell('information', '');
    else void tell('warning', notEnded(ended, failureFacts({ ...result.failure, fix: '' }, t), t));
  };
  if (account === null) void tell('information', '');
  else if (account.isOwnToken === true) await end(account);
  else {
    const button = t('End the Token');
    const text = t('The token you pasted still counts elsewhere.');
    void tell('information', text, [button]).then((chosen) => (chosen === button ? end(account) : undefined));
  }
}

async function isSomethingWaiting({ worklogs, codingTime }: Context): Promise<boolean> {
  const { waiting = 0 } = (await codingTime.counting()?.queue.counts()) ?? {};
  return waiting + (worklogs()?.entries().length ?? 0) > 0;
}

function keptText(t: Translate): string {
  return t('What waits to be sent stays here until you sign in again.');
}

function notEnded({ address }: Account, detail: string, t: Translate): string {
  return t('{0} could not be told: {1} Revoke the token on its page, under “My tokens”.', address, detail);
}
