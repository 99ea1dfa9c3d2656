/** Timers take no more: a longer one would end at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Waits, however long it is. Ends at once with an AbortError when the server stops. */
export async function sleepUnless(stopping: AbortSignal, durationMs: number): Promise<void> {
  let leftMs = durationMs;
  do {
    await sleepOnce(stopping, Math.min(leftMs, longestTimerMs));
    leftMs -= longestTimerMs;
  } while (leftMs > 0);
}

function sleepOnce(stopping: AbortSignal, durationMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, stopping.aborted ? 0 : durationMs);
    function done(): void {
      clearTimeout(timer);
      stopping.removeEventListener('abort', done);
      if (stopping.aborted) reject(new DOMException('The server stops.', 'AbortError'));
      else resolve();
    }
    stopping.addEventListener('abort', done);
  });
}
