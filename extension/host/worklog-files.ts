import { isUuid } from '../../shared/ids.ts';
import type { QueuedWorklog, WorklogFiles } from '../core/worklog-queue.ts';
import { ifMissing, listFiles, removeFile } from './files.ts';
import { writeWhole } from './node/durable.ts';
import { readFile } from './node/fs.ts';
import * as path from './node/path.ts';

/** One JSON file per worklog in `folder`. A file that cannot be read is left alone, for a person to look at. */
export function createWorklogFiles(folder: string): WorklogFiles {
  const fileOf = (id: string): string => path.join(folder, `${id}.json`);
  return {
    async readAll() {
      const names = (await listFiles(folder)).filter((name) => name.endsWith('.json'));
      const entries = await Promise.all(names.map((name) => readEntry(path.join(folder, name))));
      return entries.filter((entry) => entry !== null);
    },
    write: (entry) => writeWhole(fileOf(entry.body.id), `${JSON.stringify(entry)}\n`),
    remove: (id) => removeFile(fileOf(id)),
  };
}

async function readEntry(file: string): Promise<QueuedWorklog | null> {
  // Another window may have delivered it since the folder was listed.
  const text = await readFile(file, 'utf8').catch(ifMissing(''));
  try {
    const { body, parked = null } = JSON.parse(text) as Partial<QueuedWorklog>;
    if (body === undefined || !isUuid(body.id) || typeof body.key !== 'string' || !Number.isInteger(body.seconds))
      return null;
    return { body, parked };
  } catch {
    return null;
  }
}
