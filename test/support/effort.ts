/** How thoroughly the long tests try: 1 in `npm test`, more in CI (part thorough), thousands by hand (`TEST_EFFORT=250`). */
const effort = Number(process.env['TEST_EFFORT'] ?? 1);

/** How many samples of a property are tried. */
export function runs(atLeast: number): number {
  return Math.ceil(atLeast * effort);
}

/** Which steps of a scenario are tried: every `coarse`th, and each one with more effort. */
export function stride(coarse: number): number {
  return effort > 1 ? 1 : coarse;
}

/** Which cases of a list are tried: every `coarse`th beginning with that at `from`, and each one with more effort. */
export function some<T>(cases: readonly T[], coarse: number, from = 0): T[] {
  return cases.filter((_, at) => at % stride(coarse) === from % stride(coarse));
}
