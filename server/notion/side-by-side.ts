/** Gathers lists until they hold `atLeast` together; the last one may hold less. */
export async function* gathered<T>(lists: AsyncGenerator<readonly T[]>, atLeast: number): AsyncGenerator<T[]> {
  let held: T[] = [];
  for await (const list of lists) {
    held.push(...list);
    if (held.length < atLeast) continue;
    yield held;
    held = [];
  }
  if (held.length > 0) yield held;
}

/** So many lists may wait for whoever stores them. */
const mostAhead = 30;

/**
 * Takes what several generators give as it comes. They work on ahead of who takes it, but not far. When one fails, or
 * nobody wants more, the others end after what they are doing.
 */
export async function* sideBySide<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const ready: { value: T }[] = [];
  const failures: unknown[] = [];
  const paused: (() => void)[] = [];
  let working = generators.length;
  let isOver = false;
  let wake = () => {};

  async function workAhead(generator: AsyncGenerator<T>): Promise<void> {
    try {
      for await (const value of generator) {
        ready.push({ value });
        wake();
        if (ready.length >= mostAhead) await new Promise<void>((resolve) => paused.push(resolve));
        if (isOver) return;
      }
    } catch (error) {
      failures.push(error);
    } finally {
      working -= 1;
      wake();
    }
  }

  const all = Promise.all(generators.map(workAhead));
  try {
    for (;;) {
      const next = ready.shift();
      if (failures.length > 0) throw failures[0];
      if (next !== undefined) {
        for (const resume of paused.splice(0)) resume();
        yield next.value;
      } else if (working === 0) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    isOver = true;
    for (const resume of paused.splice(0)) resume();
    await all;
  }
}

/** Does something with each item, up to `most` at a time; the results are in the order of the items. */
export async function mapTogether<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
