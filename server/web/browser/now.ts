import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { usePoll } from './use-poll.ts';

const everyMs = 15_000;

/** Changes every so often, so that texts such as "3 minutes ago" are written anew. */
export const NowContext = createContext(0);

/** The time of the browser in milliseconds. */
export function useNow(): number {
  useContext(NowContext);
  return Date.now();
}

/** One clock for the whole page. */
export function useClock(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  usePoll(() => setNowMs(Date.now()), everyMs);
  return nowMs;
}
