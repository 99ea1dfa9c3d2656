import { sampleWorkspace, type Sample } from './sample.ts';
import { keepInFile, readSnapshot, type WorkspaceFile } from './storage.ts';
import type { WorkspaceOptions } from './workspace.ts';

/** A sample workspace that survives restarts. */
export interface KeptSample extends Sample {
  file: WorkspaceFile;
}

/** Opens the sample workspace kept at `path`, or makes a new one there. Pass `file` on to `serveWorkspace`. */
export async function openSample(path: string, options: Omit<WorkspaceOptions, 'data'>): Promise<KeptSample> {
  const data = await readSnapshot(path);
  const sample = sampleWorkspace(data === null ? options : { ...options, data });
  const file = keepInFile(sample.workspace, path);
  await file.flush();
  return { ...sample, file };
}
