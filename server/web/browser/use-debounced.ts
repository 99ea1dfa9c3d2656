import { useEffect, useState } from 'preact/hooks';

const waitMs = 250;

/** A text that is typed: shown at once, handed on when the typing pauses. Follows when it is changed from outside. */
export function useDebounced(value: string, onValue: (value: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onValue(typed), waitMs);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return [typed, setTyped];
}
