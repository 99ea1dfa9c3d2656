/** A browser has no processes that could be told apart. */
export const processId: number = 0;

export const machineName = (): string => 'browser';

/** Nobody can know; who has not written for a minute is taken for gone, and what is sent twice is stored once. */
export function isRunning(_pid: number): boolean {
  return false;
}

/** What this runs on, for reports. */
export const systemName = (): string => 'browser';

/** A browser does not say who its user is. */
export const userName = (): string => '';

/** Nobody can know. */
export const homeFolder = (): string | null => null;

export const ignoresCase: boolean = false;
