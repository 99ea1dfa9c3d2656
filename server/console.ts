/** A line for the person who started the server. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Resolves when the person (Ctrl-C) or the system asks the process to end. A second Ctrl-C ends it at once. */
export function untilAskedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once('SIGINT', () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
