import { canSeeDataSourceId, canSeePage } from './access.ts';
import { makeId } from './ids.ts';
import type { IntegrationRecord } from './records.ts';
import { nowMs, type Happening, type WorkspaceState } from './state.ts';

interface ShownParent {
  id: string;
  type: 'space' | 'page' | 'database';
  data_source_id?: string;
}

/** An event that is on its way to one subscription. */
export interface WebhookDelivery {
  subscriptionId: string;
  event: WebhookEventBody;
}

/** The body of an event, as Notion describes it for the API version 2026-03-11. */
export interface WebhookEventBody {
  id: string;
  timestamp: string;
  workspace_id: string;
  workspace_name: string;
  subscription_id: string;
  integration_id: string;
  type: string;
  authors: { id: string; type: 'person' | 'bot' }[];
  attempt_number: number;
  api_version: '2026-03-11';
  entity: { id: string; type: string };
  data: { parent: ShownParent } & Record<string, unknown>;
}

/** Whether the connection can see what it happened to: events tell of nothing else. */
export function canSee(state: WorkspaceState, integration: IntegrationRecord, { entity }: Happening): boolean {
  if (entity.type === 'data_source') return canSeeDataSourceId(state, integration, entity.id);
  const page = state.pages.get(entity.id);
  return page !== undefined && canSeePage(state, integration, page);
}

/** The event that tells one subscription of something. */
export function eventOf(
  state: WorkspaceState,
  { id, integration }: { id: string; integration: IntegrationRecord },
  happening: Happening,
): WebhookEventBody {
  const { type, entity, authorId, data } = happening;
  return {
    id: makeId(state.newId),
    timestamp: new Date(nowMs(state)).toISOString(),
    workspace_id: state.id,
    workspace_name: state.name,
    subscription_id: id,
    integration_id: integration.id,
    type,
    authors: [{ id: authorId, type: state.users.get(authorId)?.type ?? 'person' }],
    attempt_number: 1,
    api_version: '2026-03-11',
    entity,
    data: { parent: shownParent(state, entity), ...data },
  };
}

function shownParent(state: WorkspaceState, { id, type }: Happening['entity']): ShownParent {
  if (type === 'data_source') return { id: state.dataSources.get(id)?.databaseId ?? id, type: 'database' };
  const parent = state.pages.get(id)?.parent;
  if (parent?.type === 'page_id') return { id: parent.pageId, type: 'page' };
  if (parent?.type !== 'data_source_id') return { id: state.id, type: 'space' };
  const { dataSourceId } = parent;
  return { id: state.dataSources.get(dataSourceId)?.databaseId ?? '', type: 'database', data_source_id: dataSourceId };
}

/** The newest of each kind, with everybody and everything of the others. */
export function aggregated(waiting: readonly WebhookDelivery[]): WebhookDelivery[] {
  const groups = new Map<string, WebhookDelivery>();
  for (const delivery of waiting) {
    const { type, entity } = delivery.event;
    const key = `${delivery.subscriptionId} ${type} ${entity.id}`;
    const before = groups.get(key);
    groups.delete(key);
    groups.set(key, before === undefined ? delivery : merged(before, delivery));
  }
  return [...groups.values()];
}

function merged(before: WebhookDelivery, { subscriptionId, event }: WebhookDelivery): WebhookDelivery {
  const authors = [...new Map([...before.event.authors, ...event.authors].map((one) => [one.id, one])).values()];
  const lists = Object.entries(event.data).map(([name, value]) => [name, united(before.event.data[name], value)]);
  const data = Object.fromEntries(lists) as WebhookEventBody['data'];
  return { subscriptionId, event: { ...event, authors, data } };
}

function united(before: unknown, now: unknown): unknown {
  return Array.isArray(before) && Array.isArray(now)
    ? [...new Set<unknown>([...(before as unknown[]), ...(now as unknown[])])]
    : now;
}
