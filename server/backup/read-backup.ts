import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { readHeader, readLine, type Header, type RowCounts } from './format.ts';
import { BackupRefusedError, damaged } from './refused.ts';

/** Rows that are handled together: few enough for little memory. */
const batchRows = 1000;
const batchCharacters = 1_000_000;
/** No row is longer. A file of a few kilobytes may hold a line that fills the memory. */
const longestLine = 64_000_000;

/** Where the rows of a backup go, in the order of the file. */
export interface BackupReader {
  /** Called once, before anything else. What it throws ends the reading. */
  header: (header: Header) => Promise<void> | void;
  rows: (table: string, lines: readonly string[]) => Promise<void> | void;
}

/**
 * Reads a whole backup and proves that it is whole: nothing is cut off, changed or missing.
 * @returns how many rows there are of each table.
 * @throws BackupRefusedError when it is not a whole backup, after some of it was handed to `reader`.
 */
export async function readBackup(file: string, reader: BackupReader): Promise<RowCounts> {
  const counts: RowCounts = {};
  let table: string | undefined;
  let batch: string[] = [];
  let characters = 0;
  let end: RowCounts | undefined;
  let isFirst = true;

  async function flush(): Promise<void> {
    if (table === undefined || batch.length === 0) return;
    const lines = batch;
    batch = [];
    characters = 0;
    counts[table] = (counts[table] ?? 0) + lines.length;
    await reader.rows(table, lines);
  }

  async function take(line: string): Promise<void> {
    if (isFirst) {
      isFirst = false;
      await reader.header(readHeader(line));
      return;
    }
    if (end !== undefined) throw damaged('there is more behind its end');
    const special = readLine(line);
    if (special === undefined) {
      if (table === undefined) throw damaged('a row in it belongs to no table');
      batch.push(line);
      characters += line.length;
      if (batch.length >= batchRows || characters >= batchCharacters) await flush();
      return;
    }
    await flush();
    if ('rows' in special) end = special.rows;
    else {
      table = special.table;
      if (Object.hasOwn(counts, table)) throw damaged(`the table ${table} is in it twice`);
      counts[table] = 0;
    }
  }

  for await (const line of linesOf(file)) await take(line);
  if (isFirst) readHeader(undefined);
  if (end === undefined) throw damaged('its end is missing');
  compare(counts, end);
  return counts;
}

function compare(found: RowCounts, promised: RowCounts): void {
  for (const name of new Set([...Object.keys(found), ...Object.keys(promised)])) {
    const [has, should] = [found[name], promised[name]];
    if (has !== should) throw damaged(`it should hold ${should ?? 'no'} rows of ${name} and holds ${has ?? 'none'}`);
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const source = createReadStream(file);
  const unzipped = createGunzip();
  // The reading of the file fails through the unzipping, which is what is listened to.
  source.on('error', (error) => unzipped.destroy(error)).pipe(unzipped);
  let rest = '';
  try {
    for await (const chunk of unzipped as AsyncIterable<Buffer>) {
      const [end = '', ...lines] = decoder.write(chunk).split('\n');
      rest += end;
      if (rest.length > longestLine) throw damaged('a line in it is too long');
      if (lines.length === 0) continue;
      yield rest;
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw explain(error, file);
  } finally {
    source.destroy();
  }
  if (rest !== '') throw damaged('its last line is cut off');
}

function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error;
  if (error.code === 'Z_BUF_ERROR') return damaged('it is cut off');
  if (error.code === 'Z_DATA_ERROR') {
    return error.message.includes('incorrect header check')
      ? new BackupRefusedError('This file is no backup of Tickmark. Nothing was changed.')
      : damaged('some of it was changed');
  }
  if (error.code === 'ENOENT') return new BackupRefusedError(`There is no file ${file}.`);
  if (/^E[A-Z]+$/u.test(error.code)) return new BackupRefusedError(`The file ${file} cannot be read (${error.code}).`);
  return error;
}
