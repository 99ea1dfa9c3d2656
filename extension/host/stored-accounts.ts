import type { Account, Secrets } from './session.ts';

export const accountKeyPrefix = 'tickmark.account:';
/** Which servers there are accounts for: the editor's secret storage lists no keys. */
export const serversKey = 'tickmark.servers';

/** Accounts in the editor's secret storage, one for each server address. */
export interface StoredAccounts {
  read: (address: string) => Promise<Account | null>;
  write: (account: Account) => Promise<void>;
  remove: (address: string) => Promise<void>;
  addresses: () => Promise<string[]>;
}

/** Keeps accounts where the editor keeps secrets. What cannot be read counts as not there. */
export function createStoredAccounts(secrets: Pick<Secrets, 'get' | 'store' | 'delete'>): StoredAccounts {
  const addresses = async (): Promise<string[]> => {
    const stored = parse(await secrets.get(serversKey));
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : [];
  };
  return {
    read: async (address) => readAccount(parse(await secrets.get(accountKeyPrefix + address)), address),
    async write(account) {
      const { address, ...kept } = account;
      await secrets.store(accountKeyPrefix + address, JSON.stringify(kept));
      const known = await addresses();
      if (!known.includes(address)) await secrets.store(serversKey, JSON.stringify([...known, address]));
    },
    async remove(address) {
      await secrets.delete(accountKeyPrefix + address);
      const known = await addresses();
      const left = known.filter((one) => one !== address);
      if (left.length < known.length) await secrets.store(serversKey, JSON.stringify(left));
    },
    addresses,
  };
}

function readAccount(stored: unknown, address: string): Account | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { token, personId, personName = '', departmentId = null, isOwnToken = false } = stored as Partial<Account>;
  if (typeof token !== 'string' || typeof personId !== 'string') return null;
  return { address, token, personId, personName, departmentId, ...(isOwnToken ? { isOwnToken } : {}) };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return null;
  }
}
