import * as vscode from 'vscode';
import { type AccountSession, sessionChanges, sessionOf } from '../core/accounts.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import type { Account, Session } from './session.ts';

export interface AccountsMenuPorts {
  session: Session;
  /** Signs in at the server of the folder in front, because a person asked for it. */
  signIn: () => Promise<Account | null>;
  signOut: (address: string) => Promise<void>;
  /** Told to another extension whose question came to nothing. */
  notSignedIn: () => string;
}

/**
 * Puts the accounts into the editor's Accounts menu, with sign-out there. Nothing is asked for: signing in begins with a
 * command, or with another extension that the person let have it.
 */
export function showInAccountsMenu({ session, signIn, signOut, notSignedIn }: AccountsMenuPorts): Disposable {
  const owner = createOwner();
  const changed = owner.add(new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>());
  const sessions = (): AccountSession[] => session.people().map(sessionOf);
  let shown: AccountSession[] = [];
  owner.add(
    session.onAccounts(() => {
      const before = shown;
      shown = sessions();
      const changes = sessionChanges(before, shown);
      if (changes !== null) changed.fire(changes);
    }),
  );
  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,
    async getSessions(_scopes, { account }) {
      await session.loadAll();
      return sessions().filter(({ account: { id } }) => account === undefined || account.id === id);
    },
    async createSession() {
      const account = await signIn();
      if (account === null) throw new Error(notSignedIn());
      return sessionOf(account);
    },
    async removeSession(id) {
      const account = session.people().find((one) => sessionOf(one).id === id);
      if (account !== undefined) await signOut(account.address);
    },
  };
  owner.add(
    vscode.authentication.registerAuthenticationProvider('tickmark', 'Tickmark', provider, {
      supportsMultipleAccounts: true,
    }),
  );
  return owner;
}
