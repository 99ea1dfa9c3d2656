import { useNow } from '../browser/now.ts';
import { useSession } from '../browser/session.ts';
import { instantText, relative } from '../state/format.ts';

/** An instant as its distance from now; the exact time is behind it. */
export function Ago({ at }: { at: string }) {
  const { me } = useSession();
  return (
    <time dateTime={at} title={instantText(at, me.timeZone)}>
      {relative(at, useNow())}
    </time>
  );
}
