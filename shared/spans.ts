/** A stretch of time in whole seconds since 1970 UTC; `to` is the first second after it. */
export interface Span {
  from: number;
  to: number;
}

/** Seconds of spans that do not overlap. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((total, { from, to }) => total + to - from, 0);
}

/** What of some spans is in none of the others. Spans of the first list must not overlap; the answer is in order. */
export function withoutSpans(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const others = taken.toSorted((a, b) => a.from - b.from);
  const left: Span[] = [];
  let first = 0;
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    // What ends before this span cannot touch a later one either, unless something longer lies before it.
    while (first < others.length && (others[first]?.to ?? 0) <= from) first += 1;
    let at = from;
    for (let index = first; index < others.length; index += 1) {
      const other = others[index];
      if (other === undefined || other.from >= to) break;
      if (other.to <= at) continue;
      if (other.from > at) left.push({ from: at, to: other.from });
      at = Math.min(other.to, to);
    }
    if (at < to) left.push({ from: at, to });
  }
  return left;
}

/** The part of ordered spans from their `start`th second to before their `end`th, counted over all of them. */
export function sliceSpans(spans: readonly Span[], start: number, end: number): Span[] {
  const part: Span[] = [];
  let passed = 0;
  for (const { from, to } of spans) {
    const cut = { from: from + Math.max(0, start - passed), to: Math.min(to, from + end - passed) };
    if (cut.from < cut.to) part.push(cut);
    passed += to - from;
  }
  return part;
}
