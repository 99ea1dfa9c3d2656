/** Who is signed in where, as the editor's Accounts menu needs it. */
export interface AccountFacts {
  readonly address: string;
  readonly token: string;
  readonly personId: string;
  readonly personName: string;
}

/** A session in the shape of the editor's. */
export interface AccountSession {
  readonly id: string;
  readonly accessToken: string;
  readonly account: { readonly id: string; readonly label: string };
  readonly scopes: readonly string[];
}

/** One session for each server; the menu tells them apart by the server's name. */
export function sessionOf({ address, token, personId, personName }: AccountFacts): AccountSession {
  const id = `${address} ${personId}`;
  return { id, accessToken: token, account: { id, label: `${personName} (${new URL(address).host})` }, scopes: [] };
}

/** What came, went and changed between two lists; null when nothing did. */
export function sessionChanges(
  before: readonly AccountSession[],
  after: readonly AccountSession[],
): { added: AccountSession[]; removed: AccountSession[]; changed: AccountSession[] } | null {
  const find = (list: readonly AccountSession[], id: string) => list.find((one) => one.id === id);
  const added = after.filter(({ id }) => find(before, id) === undefined);
  const removed = before.filter(({ id }) => find(after, id) === undefined);
  const changed = after.filter(({ id, accessToken }) => {
    const old = find(before, id);
    return old !== undefined && old.accessToken !== accessToken;
  });
  return added.length + removed.length + changed.length === 0 ? null : { added, removed, changed };
}
