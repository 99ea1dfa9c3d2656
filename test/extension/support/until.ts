// Taken before a test replaces it by a clock of its own.
const wait = globalThis.setTimeout;

/** Waits for something that the disk or the network decides, as soon as it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 5000; turn += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => wait(resolve, 1));
  }
  throw new Error('It never came to that.');
}
