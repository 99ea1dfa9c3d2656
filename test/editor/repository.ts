import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A Git repository in a temporary folder, changed by `git` itself as a terminal or another tool would do it. */
export interface Repository {
  readonly folder: string;
  git(...args: string[]): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a repository with one commit on `main`, in a parent folder of its own, and switches to the new branch `branch`. */
export async function makeRepository(branch: string): Promise<Repository> {
  const parent = await mkdtemp(path.join(tmpdir(), 'wb-repo-'));
  const repository = await makeRepositoryAt(path.join(parent, 'shop'), branch, 'login.ts');
  return { ...repository, remove: () => removeAll(parent) };
}

/** The same in this folder, which must not exist yet, with `file` as its source file. */
export async function makeRepositoryAt(folder: string, branch: string, file: string): Promise<Repository> {
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com'];
    await promisify(execFile)('git', ['-C', folder, ...identity, ...args], { timeout: 60_000 });
  };
  await promisify(execFile)('git', ['init', '--quiet', '--initial-branch', 'main', folder]);
  await writeFile(path.join(folder, 'README.md'), '# Shop\n\nA small web shop.\n');
  await writeFile(path.join(folder, file), loginSource);
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'Start');
  await git('switch', '--quiet', '--create', branch);
  return { folder, git, remove: () => removeAll(folder) };
}

function removeAll(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

const loginSource = `export interface Credentials {
  email: string;
  password: string;
}

export async function login(credentials: Credentials): Promise<string> {
  const response = await fetch('/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) throw new Error('The e-mail address or the password is wrong.');
  return (await response.json()).token;
}
`;
