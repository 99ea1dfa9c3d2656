import type { NotionConnection } from '../../../shared/api/notion.ts';

/** True when something cannot be read or written until a person mends it; a mere warning waits under Settings. */
export function hasError({ sources }: Pick<NotionConnection, 'sources'>): boolean {
  return sources.some(
    ({ state, notices }) => state === 'inaccessible' || notices.some(({ level }) => level === 'error'),
  );
}

/** True when the settings hold something to look at. */
export function wantsLook({ state }: Pick<NotionConnection, 'state'>): boolean {
  return state === 'attention' || state === 'failing';
}
