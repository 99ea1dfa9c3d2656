/** A line for the person who started the server. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** How a person (Ctrl-C) or the system asks the process to end. */
export interface StopRequests {
  /** Call it when the server is up. Resolves when the process is asked to end; whoever waits for it closes the server. */
  untilAsked: () => Promise<undefined>;
}

/** npm passes Ctrl-C on to a process that the terminal has told already: what comes this soon is the same key press. */
const sameKeyPressMs = 500;
/** How often a server that npm started looks whether npm's shell is still there. */
const lookForParentEveryMs = 500;
/** Closing waits for what is under way, but not for a Notion that does not answer. */
const longestCloseMs = 4000;

/**
 * Hears requests to end from now on. One that comes before the server is up ends the process at once: nothing was
 * acknowledged yet, and a first start that is cut off starts over. A second Ctrl-C ends it at once at any time.
 */
export function hearStopRequests(): StopRequests {
  let close: (() => void) | undefined;
  let askedAtMs: number | undefined;

  function hear(): void {
    const nowMs = performance.now();
    if (askedAtMs !== undefined) {
      if (nowMs - askedAtMs > sameKeyPressMs) process.exit(130);
      return;
    }
    askedAtMs = nowMs;
    if (close === undefined) {
      say('Stopped before the server was up.');
      process.exit(0);
    }
    setTimeout(endAnyway, longestCloseMs).unref();
    close();
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear);
  whenNpmEnds(hear);
  // Whoever read the output may have gone first.
  process.stdout.on('error', () => {});
  return {
    untilAsked: () =>
      new Promise((resolve) => {
        close = () => resolve(undefined);
      }),
  };
}

/** Safe, because everything that was acknowledged is stored, and what was being sent is looked for at the next start. */
function endAnyway(): void {
  say('Something still waits for an answer: ending without it. Nothing is lost.');
  process.exit(0);
}

/** npm that is told to end ends its shell and leaves the server running, without a word to it. */
function whenNpmEnds(hear: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    hear();
  }, lookForParentEveryMs).unref();
}
