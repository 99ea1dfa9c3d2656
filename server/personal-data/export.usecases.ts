import type { z } from 'zod';
import type { PersonalData } from '../../shared/api/personal-data.ts';
import type { role as roles } from '../../shared/api/people.ts';
import { csvLine } from '../../shared/csv.ts';
import { readSetting } from '../booking/settings.usecases.ts';
import type { Ctx } from '../context.ts';
import { recomputePerson } from '../heartbeats/sessions.usecases.ts';
import { findCodingTimeDeleted, listTokens, type PersonRow } from '../people/people.repository.ts';
import * as repository from './personal-data.repository.ts';

/** Whose data, and where. */
export interface Subject {
  person: PersonRow;
  department: { id: string; name: string; role: z.infer<typeof roles> };
}

const rowsAtOnce = 500;

/** The part that is no list of any length. */
type Head = Omit<PersonalData, 'comments' | 'worklogs' | 'codingTime' | 'heartbeats'>;
type Lists = Pick<PersonalData, 'comments' | 'worklogs' | 'codingTime' | 'heartbeats'>;
type Piece = { [Name in keyof Lists]: { name: Name; rows: Lists[Name] } }[keyof Lists];

/** What a person did in the department, as the text of a file, some hundred rows at a time. */
export async function* exportPersonalData(ctx: Ctx, subject: Subject, format: 'json' | 'csv'): AsyncGenerator<string> {
  await recomputePerson(ctx.db, subject.person.id);
  const head = await readHead(ctx, subject);
  yield* format === 'json'
    ? asJson(head, piecesOf(ctx, subject.person.id))
    : asCsv(head, piecesOf(ctx, subject.person.id));
}

async function readHead(ctx: Ctx, { person, department }: Subject): Promise<Head> {
  const { id, name, email, timeZone, hidesFromColleagues } = person;
  const tokens = await listTokens(ctx.db, id);
  const links = await repository.listLinksBy(ctx, id);
  const deletedAt = await findCodingTimeDeleted(ctx, id);
  return {
    exportedAt: ctx.clock.now().toISOString(),
    person: { id, name, email, timeZone, hidesFromColleagues },
    department,
    deletedBefore: deletedAt?.toISOString() ?? null,
    bookingSetting: await readSetting(ctx, id),
    tokens: tokens.map((token) => ({
      name: token.name,
      createdAt: token.createdAt.toISOString(),
      lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    })),
    links: links.map(({ repository: repositoryName, branch, key, said }) => ({
      repository: repositoryName,
      branch,
      key,
      setAt: said?.at ?? '',
    })),
  };
}

async function* piecesOf(ctx: Ctx, personId: string): AsyncGenerator<Piece> {
  const { listNotesAfter, listWorklogsAfter, listIntervalsAfter, listBeatsAfter } = repository;
  for await (const rows of pages((after?: { id: string }) => listNotesAfter(ctx, personId, rowsAtOnce, after))) {
    yield {
      name: 'comments',
      rows: rows.map(({ createdAt, ...row }) => ({ ...row, createdAt: createdAt.toISOString() })),
    };
  }
  for await (const rows of pages((after?: { id: string }) => listWorklogsAfter(ctx, personId, rowsAtOnce, after))) {
    yield { name: 'worklogs', rows: rows.map(({ row, key }) => worklogOf(row, key)) };
  }
  for await (const rows of pages((after?: { startedAt: Date }) =>
    listIntervalsAfter(ctx, personId, rowsAtOnce, after),
  )) {
    const shown = rows.map(({ startedAt, endedAt, ...row }) => ({
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      ...row,
    }));
    yield { name: 'codingTime', rows: shown };
  }
  for await (const rows of pages((after?: { at: Date; id: string }) =>
    listBeatsAfter(ctx, personId, rowsAtOnce, after),
  )) {
    const shown = rows.map(({ personId: _person, departmentId: _department, at, receivedAt, pausedAt, ...row }) => ({
      ...row,
      at: at.toISOString(),
      receivedAt: receivedAt.toISOString(),
      pausedAt: pausedAt?.toISOString() ?? null,
    }));
    yield { name: 'heartbeats', rows: shown };
  }
}

/** Every list has one page at least, so that it is named also when it is empty. */
async function* pages<T extends A, A>(list: (after?: A) => Promise<T[]>): AsyncGenerator<T[]> {
  let after: T | undefined;
  for (;;) {
    const rows: T[] = await list(after);
    if (rows.length > 0 || after === undefined) yield rows;
    after = rows.at(-1);
    if (rows.length < rowsAtOnce || after === undefined) return;
  }
}

type WorklogRow = Awaited<ReturnType<typeof repository.listWorklogsAfter>>[number]['row'];

function worklogOf(row: WorklogRow, key: string | null): PersonalData['worklogs'][number] {
  const { id, day, startedAt, seconds, text, createdAt, deletedAt } = row;
  return {
    id,
    key,
    day,
    startedAt: startedAt?.toISOString() ?? null,
    seconds,
    text,
    createdAt: createdAt.toISOString(),
    deletedAt: deletedAt?.toISOString() ?? null,
  };
}

async function* asJson(head: Head, pieces: AsyncGenerator<Piece>): AsyncGenerator<string> {
  let open: Piece['name'] | null = null;
  let beginning = JSON.stringify(head).slice(0, -1);
  for await (const { name, rows } of pieces) {
    const isNew = name !== open;
    const end = open === null ? '' : isNew ? '\n]' : '';
    const lines = rows.map((row) => `\n${JSON.stringify(row)}`).join(',');
    const between = !isNew && lines !== '' ? ',' : '';
    yield `${beginning}${end}${isNew ? `,\n${JSON.stringify(name)}:[` : between}${lines}`;
    beginning = '';
    open = name;
  }
  yield '\n]}\n';
}

const columns = ['kind', 'id', 'at', 'endedAt', 'seconds', 'repository', 'branch', 'key', 'text', 'details'] as const;
type Cells = Partial<Record<(typeof columns)[number], string | number | null>>;

const line = (cells: Cells): string => csvLine(columns.map((column) => cells[column] ?? null));

/** One table for everything: what a kind of row has no column for is in `details`. */
async function* asCsv(head: Head, pieces: AsyncGenerator<Piece>): AsyncGenerator<string> {
  const { exportedAt, person, department, deletedBefore, bookingSetting, tokens, links } = head;
  const details = JSON.stringify({
    email: person.email,
    timeZone: person.timeZone,
    hidesFromColleagues: person.hidesFromColleagues,
    department,
    bookingSetting,
    deletedBefore,
  });
  yield [
    csvLine(columns),
    line({ kind: 'person', id: person.id, at: exportedAt, text: person.name, details }),
    ...tokens.map(({ name, createdAt, lastUsedAt }) =>
      line({ kind: 'token', at: createdAt, endedAt: lastUsedAt, text: name }),
    ),
    ...links.map(({ setAt, ...link }) => line({ kind: 'link', at: setAt, ...link })),
  ].join('');
  for await (const piece of pieces) yield linesOf(piece).join('');
}

function linesOf({ name, rows }: Piece): string[] {
  if (name === 'comments') return rows.map(({ createdAt, ...row }) => line({ kind: 'comment', at: createdAt, ...row }));
  if (name === 'worklogs') {
    return rows.map(({ id, key, day, startedAt, seconds, text, createdAt, deletedAt }) => {
      const details = JSON.stringify({ day, createdAt, deletedAt });
      return line({ kind: 'worklog', id, key, at: startedAt ?? createdAt, seconds, text, details });
    });
  }
  if (name === 'codingTime') {
    return rows.map(({ startedAt, endedAt, editor, ...place }) => {
      const seconds = Math.floor(Date.parse(endedAt) / 1000) - Math.floor(Date.parse(startedAt) / 1000);
      return line({
        kind: 'codingTime',
        at: startedAt,
        endedAt,
        seconds,
        ...place,
        details: JSON.stringify({ editor }),
      });
    });
  }
  return rows.map(({ id, at, repository: repositoryName, branch, ...rest }) =>
    line({ kind: 'heartbeat', id, at, repository: repositoryName, branch, details: JSON.stringify(rest) }),
  );
}
