import { useEffect, useRef } from 'preact/hooks';

/** Calls `work` when a value turns into another one. Undefined is not known yet and changes nothing. */
export function useWhenChanged(value: string | null | undefined, work: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (value === undefined) return;
    if (before.current !== undefined && before.current !== value) work();
    before.current = value;
  }, [value]);
}
