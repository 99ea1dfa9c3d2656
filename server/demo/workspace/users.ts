import type { IntegrationRecord, UserInformation, UserRecord } from './records.ts';
import type { WorkspaceState } from './state.ts';

export type Json = Record<string, unknown>;

export function partialUser(id: string): Json {
  return { object: 'user', id };
}

function personDetails(user: UserRecord, information: UserInformation): Json {
  if (information !== 'with_email' || user.email === null) return {};
  return { email: user.email, email_verified: user.emailVerified };
}

/** A person or bot as a connection with this user information sees it. Removed users stay id-only for ever. */
export function shownUser(state: WorkspaceState, id: string, information: UserInformation): Json {
  const user = state.users.get(id);
  if (user === undefined || user.deactivated || information === 'none') return partialUser(id);
  const common = { object: 'user', id, name: user.name, avatar_url: null };
  if (user.type === 'bot') return { ...common, type: 'bot', bot: {} };
  return { ...common, type: 'person', person: personDetails(user, information) };
}

/** The answer of users/me: the connection's own bot, complete whatever its capabilities are. */
export function shownSelf(state: WorkspaceState, integration: IntegrationRecord): Json {
  return {
    object: 'user',
    id: integration.botId,
    name: integration.name,
    avatar_url: null,
    type: 'bot',
    bot: {
      owner: { type: 'workspace', workspace: true },
      workspace_id: state.id,
      workspace_name: state.name,
      workspace_limits: { max_file_upload_size_in_bytes: 5_242_880 },
    },
  };
}
