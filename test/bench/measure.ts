/** What a measurement gave; times in milliseconds. */
export interface Measured {
  perSecond: number;
  medianMs: number;
  p99Ms: number;
}

/** Does the work `count` times, `atOnce` at a time. */
export async function measure(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<Measured> {
  const tookMs: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const startedMs = performance.now();
      await work(index);
      tookMs.push(performance.now() - startedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedMs) / 1000;
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0;
  return { perSecond: count / seconds, medianMs: at(0.5), p99Ms: at(0.99) };
}

/** Prints a table of measurements; the first is the base that the others are compared with. */
export function report(title: string, lines: Readonly<Record<string, Measured>>): void {
  const [base] = Object.values(lines);
  const rows = Object.entries(lines).map(([what, { perSecond, medianMs, p99Ms }]) => [
    what,
    perSecond.toFixed(1),
    medianMs.toFixed(1),
    p99Ms.toFixed(1),
    (medianMs / (base?.medianMs ?? medianMs)).toFixed(2),
  ]);
  print(title, [['', 'per second', 'median ms', 'p99 ms', 'median, base = 1'], ...rows]);
}

export function print(title: string, table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
}
