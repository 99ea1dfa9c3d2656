import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { usePoll } from './use-poll.ts';

const everyMs = 15_000;

/** The time of the browser in milliseconds, for texts such as "3 minutes ago". */
export const NowContext = createContext(0);

export function useNow(): number {
  return useContext(NowContext);
}

/** One clock for the whole page. */
export function useClock(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  usePoll(() => setNowMs(Date.now()), everyMs);
  return nowMs;
}
