import * as vscode from 'vscode';

/**
 * What is used of Node's files, over the editor's own. Errors about what is missing look as Node's do, so that who calls
 * need not know where it runs.
 */
const files = (): vscode.FileSystem => vscode.workspace.fs;

export async function readFile(location: string, _encoding: 'utf8'): Promise<string> {
  return new TextDecoder().decode(await orMissing(files().readFile(vscode.Uri.parse(location))));
}

export async function writeFile(location: string, text: string): Promise<void> {
  await orMissing(files().writeFile(vscode.Uri.parse(location), new TextEncoder().encode(text)));
}

export async function rename(from: string, to: string): Promise<void> {
  await orMissing(files().rename(vscode.Uri.parse(from), vscode.Uri.parse(to), { overwrite: true }));
}

export async function rm(
  location: string,
  { force = false, recursive = false }: { force?: boolean; recursive?: boolean } = {},
): Promise<void> {
  try {
    await orMissing(files().delete(vscode.Uri.parse(location), { recursive }));
  } catch (error) {
    if (!(force && isMissing(error))) throw error;
  }
}

interface Entry {
  name: string;
  isFile: () => boolean;
}

export async function readdir(location: string, _options: { withFileTypes: true }): Promise<Entry[]> {
  const entries = await orMissing(files().readDirectory(vscode.Uri.parse(location)));
  return entries.map(([name, type]) => ({ name, isFile: () => type === vscode.FileType.File }));
}

export async function stat(location: string): Promise<{ size: number; mtimeMs: number }> {
  const { size, mtime } = await orMissing(files().stat(vscode.Uri.parse(location)));
  return { size, mtimeMs: mtime };
}

async function orMissing<T>(work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      throw Object.assign(new Error(error.message, { cause: error }), { code: 'ENOENT' });
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
