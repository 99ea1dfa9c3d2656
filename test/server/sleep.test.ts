import { expect, it, onTestFinished, vi } from 'vitest';
import { sleepUnless } from '../../server/jobs/sleep.ts';

const dayMs = 86_400_000;

it.each([1, 24, 25, 100])('a wait of %i days ends after that and not before', async (days) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const ended = vi.fn();
  const slept = sleepUnless(new AbortController().signal, days * dayMs);
  void slept.then(ended);
  await vi.advanceTimersByTimeAsync(days * dayMs - 1);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await slept;
});

it('a wait ends at once when the server stops, before or meanwhile', async () => {
  await expect(sleepUnless(AbortSignal.abort(), dayMs)).rejects.toThrow('stops');
  const stopping = new AbortController();
  const slept = sleepUnless(stopping.signal, 100 * dayMs);
  stopping.abort();
  await expect(slept).rejects.toThrow('stops');
});
