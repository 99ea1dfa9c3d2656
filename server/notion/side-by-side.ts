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

/**
 * Takes what several generators give as it comes, while each already works on its next. When one fails, or nobody wants
 * more, the others end after what they are doing.
 */
export async function* sideBySide<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = async (generator: AsyncGenerator<T>) => ({ generator, result: await generator.next() });
  const working = new Map(generators.map((generator) => [generator, next(generator)]));
  try {
    while (working.size > 0) {
      const { generator, result } = await Promise.race(working.values());
      if (result.done === true) {
        working.delete(generator);
        continue;
      }
      working.set(generator, next(generator));
      yield result.value;
    }
  } finally {
    const left = [...working];
    await Promise.allSettled(left.flatMap(([generator, work]) => [work, generator.return(undefined)]));
  }
}
