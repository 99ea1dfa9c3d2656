import { homedir, hostname, userInfo } from 'node:os';

/** Of this window's process. */
export const processId: number = process.pid;

/** Name of this machine: process ids mean nothing on another one. */
export const machineName = (): string => hostname();

/** True when a process of this machine runs under the id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but under another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What this runs on, for reports. */
export const systemName = (): string => `${process.platform} ${process.arch}, Node ${process.versions.node}`;

/** Name of the system's user; empty when the system has no entry for it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** Folder of the person's files; null when the system does not say. */
export function homeFolder(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

/** The file system usually does not tell upper from lower case. */
export const ignoresCase: boolean = process.platform === 'win32' || process.platform === 'darwin';
