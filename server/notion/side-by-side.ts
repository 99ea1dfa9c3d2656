/** So many lists may wait for whoever stores them. */
const mostAhead = 30;

/**
 * Takes lists that several generators give as they come, all that are there by then as one, of `atMost` items or a little
 * more. They work on ahead of who takes it, but not far. When one fails, or nobody wants more, the others end after what
 * they are doing.
 */
export async function* sideBySide<T>(
  generators: readonly AsyncGenerator<readonly T[]>[],
  atMost: number,
): AsyncGenerator<T[]> {
  const ready: (readonly T[])[] = [];
  const failures: unknown[] = [];
  const paused: (() => void)[] = [];
  let working = generators.length;
  let isOver = false;
  let wake = () => {};

  async function workAhead(generator: AsyncGenerator<readonly T[]>): Promise<void> {
    try {
      for await (const list of generator) {
        ready.push(list);
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
      if (failures.length > 0) throw failures[0];
      if (ready.length > 0) {
        const taken = takeUpTo(ready, atMost);
        for (const resume of paused.splice(0)) resume();
        yield taken;
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

/** Whole lists from the beginning, until there are so many items. */
function takeUpTo<T>(lists: (readonly T[])[], atMost: number): T[] {
  const taken: T[] = [];
  while (lists.length > 0 && taken.length < atMost) taken.push(...(lists.shift() ?? []));
  return taken;
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
