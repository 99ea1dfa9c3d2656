import { z } from 'zod';
import type { NotionSession } from './gateway.ts';
import { plainTextOf } from './page.ts';
import { queryRows } from './rows.ts';

/** A page that was asked for and may have been made. */
export interface LostPage {
  dataSourceId: string;
  /** The bot it was sent by; null when that is not known. */
  botId: string | null;
  /** Instants by our clock between which Notion can have made it. */
  from: Date;
  until: Date;
}

const made = z.looseObject({
  id: z.string(),
  created_time: z.iso.datetime({ offset: true }),
  created_by: z.looseObject({ id: z.string() }),
  properties: z.record(
    z.string(),
    z.looseObject({ type: z.string(), title: z.array(z.looseObject({ plain_text: z.string() })).optional() }),
  ),
});

const minuteMs = 60_000;

/** Our clock and Notion's may differ by this much before the first answer tells by how much. */
const anySkewMs = 20 * minuteMs;

/** A page that was made by our bot at the time of the lost one, whole. */
export interface MadePage {
  pageId: string;
  title: string;
  answer: unknown;
}

/** The pages, oldest first, that may be the lost one: by our bot, made at that time, whatever they are called by now. */
export async function findMade(session: NotionSession, lost: LostPage, ourNow: () => Date): Promise<MadePage[]> {
  const since = new Date(lost.from.getTime() - anySkewMs);
  const wanted = { dataSourceId: lost.dataSourceId, since, uniqueId: null, by: 'created_time' } as const;
  const found = new Map<string, MadePage>();
  for await (const rows of queryRows(session, wanted)) {
    const skewMs = session.notionNow().getTime() - ourNow().getTime();
    for (const answer of rows) {
      const page = made.safeParse(answer).data;
      if (page === undefined || !isThen(lost, page, skewMs)) continue;
      found.set(page.id, { pageId: page.id, title: titleOf(page), answer });
    }
  }
  return [...found.values()];
}

function isThen({ botId, from, until }: LostPage, page: z.output<typeof made>, skewMs: number): boolean {
  const createdMs = Date.parse(page.created_time) - skewMs;
  // Notion floors its times to the minute.
  const isAtThatTime = createdMs > from.getTime() - 2 * minuteMs && createdMs <= until.getTime() + minuteMs;
  return isAtThatTime && (botId === null || page.created_by.id === botId);
}

function titleOf({ properties }: z.output<typeof made>): string {
  return plainTextOf(Object.values(properties).find(({ type }) => type === 'title')?.title ?? []);
}
