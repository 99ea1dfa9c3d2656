import type { Me } from '../../shared/api/people.ts';
import { createSignal, type Event } from '../core/lifecycle.ts';
import { readServerAddress } from '../core/server-address.ts';
import type { SessionState } from '../core/task-state.ts';
import type { Connection } from './http.ts';

/** What is used of the editor's secret storage. */
export interface Secrets {
  get: (key: string) => PromiseLike<string | undefined>;
  store: (key: string, value: string) => PromiseLike<void>;
  delete: (key: string) => PromiseLike<void>;
  readonly onDidChange: Event<{ readonly key: string }>;
}

/** Who is signed in at which server. */
export interface Account extends Connection {
  readonly personId: string;
  readonly personName: string;
  /** Set when the person belongs to exactly one department or has chosen one. */
  readonly departmentId: string | null;
}

/** Keeps one token per server address. */
export interface Session {
  readonly onChange: Event<void>;
  state: () => SessionState;
  /** The account to call the server with; null unless signed in. */
  account: () => Account | null;
  /** The account also while its token is refused: what is recorded then still belongs to this person. */
  person: () => Account | null;
  /** Address and warnings of the setting, for the sign-in box. */
  server: () => ReturnType<typeof readServerAddress>;
  /** Reads setting and secret again. */
  load: () => Promise<void>;
  signIn: (account: Account) => Promise<void>;
  signOut: () => Promise<void>;
  /** The server said that this account's token is not accepted. */
  refuse: (account: Account) => void;
}

const keyPrefix = 'tickmark.account:';

/** @param serverSetting the setting `tickmark.server` as written */
export function createSession(secrets: Secrets, serverSetting: () => string): Session & { dispose(): unknown } {
  const changed = createSignal<void>();
  let state: SessionState = { kind: 'starting' };
  let account: Account | null = null;
  let loads = 0;

  const set = (nextState: SessionState, nextAccount: Account | null): void => {
    state = nextState;
    account = nextAccount;
    changed.fire();
  };

  const load = async (): Promise<void> => {
    loads += 1;
    const thisLoad = loads;
    const server = readServerAddress(serverSetting());
    if (!server.ok) {
      set({ kind: 'address_invalid', detail: server.detail }, null);
      return;
    }
    const stored = readAccount(await secrets.get(keyPrefix + server.address), server.address);
    // The setting may have changed while the secret was read.
    if (thisLoad !== loads || sameAccount(stored, account, state)) return;
    set(stored === null ? { kind: 'signed_out' } : { kind: 'signed_in' }, stored);
  };

  const listener = secrets.onDidChange(({ key }) => {
    if (key.startsWith(keyPrefix)) void load();
  });

  return {
    onChange: changed.on,
    state: () => state,
    account: () => (state.kind === 'signed_in' ? account : null),
    person: () => account,
    server: () => readServerAddress(serverSetting()),
    load,
    async signIn(next) {
      const { address, ...kept } = next;
      await secrets.store(keyPrefix + address, JSON.stringify(kept));
      loads += 1;
      const server = readServerAddress(serverSetting());
      if (!server.ok || server.address !== address) await load();
      // Accepted a moment ago, so also the token that was refused before counts again.
      else if (state.kind !== 'signed_in' || !sameAccount(next, account, state)) set({ kind: 'signed_in' }, next);
    },
    async signOut() {
      const server = readServerAddress(serverSetting());
      if (server.ok) await secrets.delete(keyPrefix + server.address);
      await load();
    },
    refuse(refused) {
      if (state.kind === 'signed_in' && account?.token === refused.token) set({ kind: 'token_refused' }, account);
    },
    dispose: () => listener.dispose(),
  };
}

/** The account that GET /me answered for. */
export function accountOf(me: Me, connection: Connection, departmentId: string | null): Account {
  return { ...connection, personId: me.id, personName: me.name, departmentId };
}

function sameAccount(stored: Account | null, account: Account | null, state: SessionState): boolean {
  if (stored === null) return state.kind === 'signed_out';
  // A refused token stays refused until another one is stored.
  if (state.kind !== 'signed_in' && state.kind !== 'token_refused') return false;
  return (
    stored.address === account?.address &&
    stored.token === account.token &&
    stored.departmentId === account.departmentId
  );
}

function readAccount(text: string | undefined, address: string): Account | null {
  if (text === undefined) return null;
  try {
    const stored = JSON.parse(text) as Partial<Account> | null;
    if (typeof stored?.token !== 'string' || typeof stored.personId !== 'string') return null;
    const { token, personId, personName = '', departmentId = null } = stored;
    return { address, token, personId, personName, departmentId };
  } catch {
    return null;
  }
}
