import { useEffect, useRef } from 'preact/hooks';

/**
 * Calls `work` every so often while the page is visible, and at once when it becomes visible or online again after a
 * longer time. Nothing happens while nobody looks. `everyMs` null stops it.
 */
export function usePoll(work: () => void, everyMs: number | null): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (everyMs === null) return undefined;
    let lastMs = Date.now();
    const look = () => {
      if (document.visibilityState === 'hidden' || Date.now() - lastMs < everyMs) return;
      lastMs = Date.now();
      latest.current();
    };
    const lookNow = () => {
      lastMs = 0;
      look();
    };
    // A timer alone would miss its moment in a tab that was hidden or asleep.
    const timer = setInterval(look, Math.min(everyMs, 1000));
    document.addEventListener('visibilitychange', look);
    addEventListener('online', lookNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', lookNow);
    };
  }, [everyMs]);
}
