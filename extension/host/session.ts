import type { Me } from '../../shared/api/people.ts';
import { createSignal, type Event } from '../core/lifecycle.ts';
import { readServerAddress } from '../core/server-address.ts';
import type { SessionState } from '../core/task-state.ts';
import type { Connection } from './http.ts';
import { accountKeyPrefix, createStoredAccounts } from './stored-accounts.ts';

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
  /** The token was made for this editor alone, so that signing out here ends it. */
  readonly isOwnToken?: boolean;
}

/** Keeps one account per server address. The current one is that of the server in the settings of the folder in front. */
export interface Session {
  /** The current account or its state changed. */
  readonly onChange: Event<void>;
  /** Any account changed, of whichever server. */
  readonly onAccounts: Event<void>;
  state: () => SessionState;
  /** The account to call the server with; null unless signed in. */
  account: () => Account | null;
  /** The account also while its token is refused: what is recorded then still belongs to this person. */
  person: () => Account | null;
  /** Every account that this window knows of, also with a refused token. */
  people: () => readonly Account[];
  /** The account to call this server with, whichever folder is in front; null unless signed in there. */
  accountAt: (address: string) => Account | null;
  /** Address and warnings of the setting, for the sign-in box. */
  server: () => ReturnType<typeof readServerAddress>;
  /** True when the settings name another server than the one whose account is current, until `load` is called. */
  isElsewhere: () => boolean;
  /** Reads setting and secret again. From its first moment on nothing of the server before is current. */
  load: () => Promise<void>;
  /** Reads the accounts of all servers. */
  loadAll: () => Promise<void>;
  signIn: (account: Account) => Promise<void>;
  /** Forgets the account of this server, or of the current one, and resolves to it. Its token is not ended by that. */
  signOut: (address?: string) => Promise<Account | null>;
  /** The server said that this account's token is not accepted. */
  refuse: (account: Account) => void;
}

interface Known {
  account: Account | null;
  isRefused: boolean;
}

/** @param serverSetting the setting `tickmark.server` as written for the folder in front */
export function createSession(secrets: Secrets, serverSetting: () => string): Session & { dispose(): unknown } {
  const changed = createSignal<void>();
  const accountsChanged = createSignal<void>();
  const stored = createStoredAccounts(secrets);
  const known = new Map<string, Known>();
  const reads = new Map<string, number>();
  let current: string | null = null;
  let fault: string | null = null;

  const here = (): Known | undefined => (current === null ? undefined : known.get(current));
  const state = (): SessionState => {
    if (fault !== null) return { kind: 'address_invalid', detail: fault };
    const { account, isRefused } = here() ?? {};
    if (account === undefined) return { kind: 'starting' };
    if (account === null) return { kind: 'signed_out' };
    return { kind: isRefused === true ? 'token_refused' : 'signed_in' };
  };
  const marks = (): [string, string] => [
    JSON.stringify([state(), here()]),
    JSON.stringify([...known.values()].filter(({ account }) => account !== null)),
  ];
  /** Tells whoever listens, where there was a change. */
  const update = (change: () => void): void => {
    const before = marks();
    change();
    const after = marks();
    if (before[0] !== after[0]) changed.fire();
    if (before[1] !== after[1]) accountsChanged.fire();
  };

  const look = (): void => {
    const server = readServerAddress(serverSetting());
    fault = server.ok ? null : server.detail;
    current = server.ok ? server.address : null;
  };

  const begunRead = (address: string): number => {
    const read = (reads.get(address) ?? 0) + 1;
    reads.set(address, read);
    return read;
  };

  const read = async (address: string): Promise<void> => {
    const thisRead = begunRead(address);
    const account = await stored.read(address);
    // Something newer may have been stored or asked for meanwhile.
    if (reads.get(address) !== thisRead) return;
    const before = known.get(address);
    // A refused token stays refused until another one is stored.
    const isRefused = before?.isRefused === true && before.account?.token === account?.token;
    update(() => known.set(address, { account, isRefused }));
  };

  const load = async (): Promise<void> => {
    update(look);
    if (current !== null) await read(current);
  };

  const listener = secrets.onDidChange(({ key }) => {
    if (key.startsWith(accountKeyPrefix)) void read(key.slice(accountKeyPrefix.length));
  });

  const accountAt = (address: string): Account | null => {
    const { account = null, isRefused = false } = known.get(address) ?? {};
    return isRefused ? null : account;
  };

  return {
    onChange: changed.on,
    onAccounts: accountsChanged.on,
    state,
    account: () => (current === null ? null : accountAt(current)),
    person: () => here()?.account ?? null,
    people: () => [...known.values()].flatMap(({ account }) => account ?? []),
    accountAt,
    server: () => readServerAddress(serverSetting()),
    isElsewhere() {
      const server = readServerAddress(serverSetting());
      return (server.ok ? server.address : null) !== current;
    },
    load,
    async loadAll() {
      const others = (await stored.addresses()).filter((address) => !known.has(address));
      await Promise.all(others.map(read));
    },
    async signIn(next) {
      await stored.write(next);
      begunRead(next.address);
      // Accepted a moment ago, so also the token that was refused before counts again.
      update(() => {
        known.set(next.address, { account: next, isRefused: false });
        look();
      });
      if (here() === undefined) await load();
    },
    async signOut(address) {
      const server = readServerAddress(serverSetting());
      const from = address ?? (server.ok ? server.address : null);
      if (from === null) return null;
      const account = await stored.read(from);
      await stored.remove(from);
      await read(from);
      return account;
    },
    refuse(refused) {
      const there = known.get(refused.address);
      if (there?.account?.token !== refused.token) return;
      update(() => known.set(refused.address, { ...there, isRefused: true }));
    },
    dispose: () => listener.dispose(),
  };
}

/** The account that GET /me answered for. */
export function accountOf(me: Me, connection: Connection, departmentId: string | null, isOwnToken: boolean): Account {
  const own = isOwnToken ? { isOwnToken } : {};
  return { ...connection, personId: me.id, personName: me.name, departmentId, ...own };
}
