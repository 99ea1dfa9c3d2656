/** What the sample workspace remembers. Times are exact epoch milliseconds; the API shows them floored to the minute. */

export type Color = 'default' | 'gray' | 'brown' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple' | 'pink' | 'red';

export interface OptionRecord {
  id: string;
  name: string;
  color: Color;
}

export interface GroupRecord {
  id: string;
  name: string;
  color: Color;
  optionIds: string[];
}

type PlainType =
  | 'title'
  | 'rich_text'
  | 'people'
  | 'date'
  | 'checkbox'
  | 'url'
  | 'email'
  | 'phone_number'
  | 'created_time'
  | 'last_edited_time'
  | 'created_by'
  | 'last_edited_by';

/** The typed half of a schema property. `raw` stands for every type this server only passes through (formula, files, …);
 * `empty` is its value where a page has none. */
export type PropertyConfig =
  | { type: PlainType }
  | { type: 'number'; format: string }
  | { type: 'select' | 'multi_select'; options: OptionRecord[] }
  | { type: 'status'; options: OptionRecord[]; groups: GroupRecord[] }
  | { type: 'unique_id'; prefix: string | null }
  | { type: 'relation'; databaseId: string; dataSourceId: string }
  | { type: 'raw'; apiType: string; config: unknown; empty: unknown };

export type PropertyRecord = { id: string; name: string } & PropertyConfig;

export type TextPart =
  | { kind: 'text'; text: string; url: string | null }
  | { kind: 'user'; userId: string }
  | { kind: 'page'; pageId: string }
  | { kind: 'equation'; expression: string };

interface DateValue {
  start: string;
  end: string | null;
  timeZone: string | null;
}

/** A stored property value. Options and people are ids, so renaming an option touches no page. */
export type Value =
  | { type: 'title' | 'rich_text'; parts: TextPart[] }
  | { type: 'number'; number: number | null }
  | { type: 'select' | 'status'; optionId: string | null }
  | { type: 'multi_select'; optionIds: string[] }
  | { type: 'people'; userIds: string[] }
  | { type: 'relation'; pageIds: string[] }
  | { type: 'unique_id'; number: number | null }
  | { type: 'date'; date: DateValue | null }
  | { type: 'checkbox'; checked: boolean }
  | { type: 'url' | 'email' | 'phone_number'; text: string | null }
  | { type: 'computed' }
  | { type: 'raw'; raw: unknown };

export interface UserRecord {
  id: string;
  type: 'person' | 'bot';
  name: string | null;
  email: string | null;
  emailVerified: boolean;
  guest: boolean;
  deactivated: boolean;
}

export type UserInformation = 'none' | 'without_email' | 'with_email';

/** What a connection may do, as ticked in Notion's developer portal. */
export interface Capabilities {
  readContent: boolean;
  updateContent: boolean;
  insertContent: boolean;
  readComments: boolean;
  insertComments: boolean;
  userInformation: UserInformation;
}

export interface IntegrationRecord {
  id: string;
  botId: string;
  name: string;
  capabilities: Capabilities;
  /** Ids of databases and pages the connection was added to. Children inherit. */
  grants: string[];
}

export interface TokenRecord {
  token: string;
  /** Name used in logs instead of the token. */
  label: string;
  integrationId: string;
  revoked: boolean;
}

export type ParentRecord =
  | { type: 'workspace' }
  | { type: 'page_id'; pageId: string }
  | { type: 'data_source_id'; dataSourceId: string };

export interface DatabaseRecord {
  id: string;
  title: string;
  parent: { type: 'workspace' } | { type: 'page_id'; pageId: string };
  dataSourceIds: string[];
  createdAtMs: number;
  editedAtMs: number;
  createdBy: string;
  inTrash: boolean;
}

export interface DataSourceRecord {
  id: string;
  databaseId: string;
  title: string;
  properties: PropertyRecord[];
  nextNumber: number;
  createdAtMs: number;
  editedAtMs: number;
  createdBy: string;
  editedBy: string;
  inTrash: boolean;
}

export interface BlockRecord {
  id: string;
  type: string;
  parts: TextPart[];
  children: BlockRecord[];
  createdAtMs: number;
  editedAtMs: number;
  createdBy: string;
  editedBy: string;
}

export interface PageRecord {
  id: string;
  parent: ParentRecord;
  /** By property id. A missing entry is the empty value. */
  values: Record<string, Value>;
  blocks: BlockRecord[];
  createdAtMs: number;
  editedAtMs: number;
  createdBy: string;
  editedBy: string;
  inTrash: boolean;
  isArchived: boolean;
  isLocked: boolean;
  /** Nobody but its people may see it: to a connection it does not exist. */
  restricted: boolean;
}

export interface CommentRecord {
  id: string;
  pageId: string;
  blockId: string | null;
  discussionId: string;
  createdAtMs: number;
  editedAtMs: number;
  createdBy: string;
  parts: TextPart[];
  displayName: { type: 'custom' | 'user' | 'integration'; name: string | null };
  resolved: boolean;
  deleted: boolean;
}

export interface WorkspaceSnapshot {
  version: 1;
  id: string;
  name: string;
  users: UserRecord[];
  integrations: IntegrationRecord[];
  tokens: TokenRecord[];
  databases: DatabaseRecord[];
  dataSources: DataSourceRecord[];
  pages: PageRecord[];
  comments: CommentRecord[];
}
