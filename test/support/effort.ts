/** How thoroughly the long tests try: 1 in `npm test`, more in CI, thousands by hand (`TEST_EFFORT=250`). */
const effort = Number(process.env['TEST_EFFORT'] ?? 1);

/** How many samples of a property are tried. */
export function runs(atLeast: number): number {
  return Math.ceil(atLeast * effort);
}

/** Which steps of a scenario are tried: every `coarse`th, and each one with more effort. */
export function stride(coarse: number): number {
  return Math.max(1, Math.floor(coarse / effort));
}
