import { useNow } from '../browser/now.ts';
import { useSession } from '../browser/session.ts';
import { instantText, relative } from '../state/format.ts';

/**
 * An instant as its distance from now; the exact time is behind it. What has been is never shown as coming, nor what
 * comes (`ahead`) as gone: the clocks of the server and the browser differ a little.
 */
export function Ago({ at, ahead }: { at: string; ahead?: boolean }) {
  const { me } = useSession();
  const nowMs = useNow();
  const atMs = Date.parse(at);
  const distanceMs = ahead === true ? Math.max(1, atMs - nowMs) : Math.min(0, atMs - nowMs);
  return (
    <time dateTime={at} title={instantText(at, me.timeZone)}>
      {relative(distanceMs)}
    </time>
  );
}
