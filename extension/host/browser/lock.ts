/** What a window needs to tell who it is. Here the browser knows, and a lock ends with its window. */
export interface LockPorts {
  nowMs: () => number;
  newId: () => string;
  pid: number;
  machine: string;
  isRunning: (pid: number) => boolean;
}

/** The part of the browser's locks that is used. The types of Node do not know them. */
interface Locks {
  request: <T>(name: string, options: { ifAvailable: true }, work: (lock: object | null) => Promise<T>) => Promise<T>;
}

/** Does the work while no other window of this browser does it; `busy` when another one is at it. */
export async function withLock<T>(
  file: string,
  _ports: LockPorts,
  work: (keep: () => Promise<void>) => Promise<T>,
): Promise<T | 'busy'> {
  const keep = () => Promise.resolve();
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  // Without locks nobody is locked out; the work is safe without.
  if (navigator?.locks === undefined) return work(keep);
  return navigator.locks.request<T | 'busy'>(`tickmark ${file}`, { ifAvailable: true }, async (lock) =>
    lock === null ? 'busy' : work(keep),
  );
}
