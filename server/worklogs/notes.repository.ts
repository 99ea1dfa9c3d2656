import { and, eq } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { issue } from '../issues/issues.table.ts';
import { person } from '../people/people.table.ts';
import { note } from './notes.table.ts';

export type NoteRow = typeof note.$inferSelect;

/** A note with its issue's key and its person's name. */
export interface NoteView {
  row: NoteRow;
  key: string | null;
  personName: string;
}

/** Inserts the note; false when its id exists, whoever's it is. */
export async function insertNote(ctx: Ctx, row: NoteRow): Promise<boolean> {
  const inserted = await ctx.db.insert(note).values(row).onConflictDoNothing().returning({ id: note.id });
  return inserted.length > 0;
}

/** The note with this id in any department: ids are unique on the whole server. */
export async function findNoteAnywhere(db: Database, id: string): Promise<NoteRow | undefined> {
  const [row] = await db.select().from(note).where(eq(note.id, id));
  return row;
}

export async function findNote(ctx: Ctx, id: string): Promise<NoteView | undefined> {
  const [view] = await ctx.db
    .select({ row: note, key: issue.projectKey, personName: person.name })
    .from(note)
    .innerJoin(issue, and(eq(issue.id, note.issueId), eq(issue.departmentId, note.departmentId)))
    .innerJoin(person, eq(person.id, note.personId))
    .where(owned(ctx, note, eq(note.id, id)));
  return view;
}
