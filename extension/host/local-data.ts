import { listFiles, listFolders, removeFolder, sizeInLines } from './files.ts';
import type { AccountWorklogs } from './account-worklogs.ts';
import type { Memento } from './link-memory.ts';
import * as path from './node/path.ts';
import type { Pauses } from './pauses.ts';
import type { Account, Secrets, Session } from './session.ts';
import { serversKey } from './stored-accounts.ts';
import { type CodingTime, saltKey } from './coding-time.ts';

export interface LocalDataPorts {
  /** Folder of the extension. */
  storage: string;
  secrets: Pick<Secrets, 'delete'>;
  /** The editor's memories that we write to. */
  memories: readonly (Memento & { keys: () => readonly string[] })[];
  session: Pick<Session, 'people' | 'signOut' | 'loadAll'>;
  codingTime: Pick<CodingTime, 'counting' | 'forget' | 'drain'>;
  worklogs: Pick<AccountWorklogs, 'forget' | 'drain'>;
  pauses: Pick<Pauses, 'forget'>;
  setCounting: (enabled: boolean) => Promise<void>;
}

/** What waits here to be sent, of all accounts that were ever used. */
export interface Unsent {
  heartbeats: number;
  worklogs: number;
}

/** Everything that was kept on this machine. */
export interface LocalData {
  unsent: () => Promise<Unsent>;
  /** Tries to send what waits. */
  send: () => Promise<void>;
  /** Switches counting off, in all windows: from then on none of them records anything. Rejects when the settings refuse. */
  stopCounting: () => Promise<void>;
  /**
   * Deletes all of it, after counting was stopped.
   * @param withAccounts also who is signed in. Resolves to the accounts that were forgotten; their tokens are not ended by that
   */
  erase: (withAccounts: boolean) => Promise<Account[]>;
}

export function createLocalData(ports: LocalDataPorts): LocalData {
  const { storage, secrets, session, codingTime, worklogs, pauses } = ports;
  return {
    async unsent() {
      const unsent = { heartbeats: 0, worklogs: 0 };
      const accounts = path.join(storage, 'accounts');
      for (const account of await listFolders(accounts)) {
        const beats = path.join(accounts, account, 'heartbeats');
        for (const name of await listFiles(beats)) {
          if (isQueue(name)) unsent.heartbeats += await sizeInLines(path.join(beats, name));
        }
        const waiting = await listFiles(path.join(accounts, account, 'worklogs'));
        unsent.worklogs += waiting.filter((name) => name.endsWith('.json')).length;
      }
      return unsent;
    },
    async send() {
      await Promise.all([codingTime.drain(), worklogs.drain()]);
    },
    stopCounting: () => ports.setCounting(false),
    async erase(withAccounts) {
      await codingTime.forget();
      await worklogs.forget();
      await pauses.forget();
      const forgotten: Account[] = [];
      if (withAccounts) {
        await session.loadAll();
        for (const { address } of session.people()) {
          const account = await session.signOut(address);
          if (account !== null) forgotten.push(account);
        }
        await secrets.delete(serversKey);
      }
      await secrets.delete(saltKey);
      for (const memory of ports.memories) {
        for (const key of memory.keys()) await memory.update(key, undefined);
      }
      await removeFolder(storage);
      return forgotten;
    },
  };
}

/** Notes about what was lost or refused wait for nothing. */
function isQueue(name: string): boolean {
  return name.endsWith('.jsonl') && name !== 'losses.jsonl' && name !== 'parked.jsonl';
}
