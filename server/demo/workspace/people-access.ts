import { makeId, makePropertyId, makeToken } from './ids.ts';
import { firstPerson } from './people-pages.ts';
import type {
  Capabilities,
  IntegrationRecord,
  PropertyConfig,
  PropertyRecord,
  TokenRecord,
  UserRecord,
} from './records.ts';
import { changed, nowMs, type WorkspaceState } from './state.ts';

const allCapabilities: Capabilities = {
  readContent: true,
  updateContent: true,
  insertContent: true,
  readComments: true,
  insertComments: true,
  userInformation: 'with_email',
};

interface IssuedToken {
  token: string;
  label: string;
  botId: string;
  integrationId: string;
}

/** What people do in the sharing menus and in the developer portal. */
export interface AccessPeople {
  addPerson(person: Partial<Omit<UserRecord, 'id' | 'type'>> & { name: string }): string;
  deactivatePerson(userId: string): void;
  /** Makes a database with one empty data source. */
  addDatabase(title: string, dataSources: readonly DataSourcePlan[], parentPageId?: string | null): MadeDatabase;
  /** Makes a connection with a bot of its own and its first token. */
  addToken(options?: { label?: string; name?: string; capabilities?: Partial<Capabilities> }): IssuedToken;
  /** Another token of the same connection: same bot, same grants. */
  issueSecondToken(first: string, label?: string): IssuedToken;
  revokeToken(token: string): void;
  setCapabilities(integrationId: string, capabilities: Partial<Capabilities>): void;
  /** Adds a connection to a database or page; without an id, every connection. */
  share(objectId: string, integrationId?: string): void;
  shareDatabase(databaseId: string, integrationId?: string): void;
  unshareDatabase(databaseId: string, integrationId?: string): void;
}

interface DataSourcePlan {
  title: string;
  columns: readonly ({ name: string } & PropertyConfig)[];
}

interface MadeDatabase {
  databaseId: string;
  dataSourceIds: string[];
}

function makeColumns(state: WorkspaceState, plan: DataSourcePlan): PropertyRecord[] {
  const properties: PropertyRecord[] = [];
  for (const column of plan.columns) {
    const taken = properties.map(({ id }) => id);
    properties.push({ ...column, id: column.type === 'title' ? 'title' : makePropertyId(state.newId, taken) });
  }
  return properties;
}

function makeDatabase(
  state: WorkspaceState,
  title: string,
  plans: readonly DataSourcePlan[],
  parentPageId: string | null,
) {
  const [timeMs, by, databaseId] = [nowMs(state), firstPerson(state), makeId(state.newId)];
  const made = { createdAtMs: timeMs, editedAtMs: timeMs, createdBy: by, inTrash: false };
  const dataSourceIds = plans.map((plan) => {
    const id = makeId(state.newId);
    const properties = makeColumns(state, plan);
    state.dataSources.set(id, { id, databaseId, title: plan.title, properties, nextNumber: 1, editedBy: by, ...made });
    return id;
  });
  const parent =
    parentPageId === null ? { type: 'workspace' as const } : { type: 'page_id' as const, pageId: parentPageId };
  state.databases.set(databaseId, { id: databaseId, title, parent, dataSourceIds, ...made });
  changed(state);
  return { databaseId, dataSourceIds };
}

function issue(state: WorkspaceState, integration: IntegrationRecord, label: string): IssuedToken {
  const record: TokenRecord = { token: makeToken(state.newId), label, integrationId: integration.id, revoked: false };
  state.tokens.push(record);
  changed(state);
  return { token: record.token, label, botId: integration.botId, integrationId: integration.id };
}

function addUser(state: WorkspaceState, user: Omit<UserRecord, 'id'>): string {
  const id = makeId(state.newId);
  state.users.set(id, { id, ...user });
  changed(state);
  return id;
}

function integrationsOf(state: WorkspaceState, integrationId: string | undefined): IntegrationRecord[] {
  return [...state.integrations.values()].filter(({ id }) => integrationId === undefined || id === integrationId);
}

function requireToken(state: WorkspaceState, token: string): TokenRecord {
  const record = state.tokens.find((one) => one.token === token);
  if (record === undefined) throw new Error('The sample workspace has issued no such token');
  return record;
}

const member = { email: null, emailVerified: true, guest: false, deactivated: false };

function addConnection(state: WorkspaceState, options: Parameters<AccessPeople['addToken']>[0] = {}): IssuedToken {
  const name = options.name ?? 'Issue tracker';
  const botId = addUser(state, { type: 'bot', ...member, name });
  const capabilities = { ...allCapabilities, ...options.capabilities };
  const integration: IntegrationRecord = { id: makeId(state.newId), botId, name, capabilities, grants: [] };
  state.integrations.set(integration.id, integration);
  return issue(state, integration, options.label ?? `token ${state.tokens.length + 1}`);
}

export function accessPeople(state: WorkspaceState): AccessPeople {
  const share: AccessPeople['share'] = (objectId, integrationId) => {
    for (const integration of integrationsOf(state, integrationId)) {
      if (!integration.grants.includes(objectId)) integration.grants.push(objectId);
    }
    changed(state);
  };
  const integrationOf = (token: string) => {
    const integration = state.integrations.get(requireToken(state, token).integrationId);
    if (integration === undefined) throw new Error('The connection of this token is gone');
    return integration;
  };

  return {
    addPerson: (person) => addUser(state, { type: 'person', ...member, ...person }),
    deactivatePerson: (userId) => {
      const user = state.users.get(userId);
      if (user !== undefined) user.deactivated = true;
      changed(state);
    },
    addDatabase: (title, dataSources, parentPageId = null) => makeDatabase(state, title, dataSources, parentPageId),
    addToken: (options) => addConnection(state, options),
    issueSecondToken: (first, label) => issue(state, integrationOf(first), label ?? `token ${state.tokens.length + 1}`),
    revokeToken: (token) => {
      requireToken(state, token).revoked = true;
      changed(state);
    },
    setCapabilities: (integrationId, capabilities) => {
      for (const integration of integrationsOf(state, integrationId))
        Object.assign(integration.capabilities, capabilities);
      changed(state);
    },
    share,
    shareDatabase: share,
    unshareDatabase: (databaseId, integrationId) => {
      for (const integration of integrationsOf(state, integrationId)) {
        integration.grants = integration.grants.filter((id) => id !== databaseId);
      }
      changed(state);
    },
  };
}
