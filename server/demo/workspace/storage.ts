import { open, readFile, rename } from 'node:fs/promises';
import type { WorkspaceSnapshot } from './records.ts';
import { takeSnapshot } from './state.ts';
import type { Workspace } from './workspace.ts';

/** A workspace kept in a file. */
export interface WorkspaceFile {
  /** Resolves when everything that happened before the call is in the file. */
  flush: () => Promise<void>;
  /** Writes what is left and stops watching. */
  close: () => Promise<void>;
}

/** Reads a snapshot file; null when there is none yet. */
export async function readSnapshot(path: string): Promise<WorkspaceSnapshot | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const snapshot = JSON.parse(text) as WorkspaceSnapshot;
  if (snapshot.version !== 1)
    throw new Error(`${path} was written by another version of the sample workspace. Delete it to start anew.`);
  return snapshot;
}

/** Replaces the file in one step: a reader, and a process started after a kill, finds the old or the new content. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Keeps a snapshot of the workspace in a file, a moment after each change; `flush` does not wait for that moment. */
export function keepInFile(workspace: Workspace, path: string, debounceMs = 100): WorkspaceFile {
  const { state } = workspace.desk;
  let writtenRevision = -1;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    const { revision } = state;
    if (revision === writtenRevision) return;
    await writeAtomically(path, JSON.stringify(takeSnapshot(state)));
    writtenRevision = revision;
  }
  /** One write at a time; those who wait meanwhile share the next one. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const next = writing.then(write);
    writing = next.catch(() => {});
    return next;
  }
  const stop = workspace.onChange(() => {
    timer ??= setTimeout(() => void flush().catch(() => {}), debounceMs).unref();
  });
  return {
    flush,
    close: async () => {
      stop();
      await flush();
    },
  };
}
