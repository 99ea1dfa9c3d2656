import { createTurns } from '../../core/in-turn.ts';
import { ifMissing } from '../files.ts';
import { readFile, rename, writeFile } from './fs.ts';

let drafts = 0;
/** Reading and writing again has to be one step. */
const inTurn = createTurns();

/** Writes a whole file so that a reader sees the old or the new one. The editor makes missing folders. */
export async function writeWhole(file: string, text: string): Promise<void> {
  drafts += 1;
  const draft = `${file}.${Date.now()}-${drafts}.draft`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** Appends, and returns when the editor has the text: it knows no appending, so the file is written again. */
export function appendDurably(file: string, text: string): Promise<void> {
  return inTurn(async () => {
    const before = await readFile(file, 'utf8').catch(ifMissing(''));
    await writeWhole(file, before + text);
  });
}
