import { announce, type EventRow } from '../../server/events/events.repository.ts';
import type { Subscription } from '../../server/events/feed.ts';
import { jobContext } from '../../server/services.ts';
import type { TestServer } from './server.ts';

/**
 * Everything a subscription has to hear of what was announced until now. PostgreSQL calls an event final only when no
 * older transaction is under way, also of tests that run beside this one, so it is looked for until a last one comes.
 */
export async function hear(
  { feed, services, departmentId }: TestServer,
  subscription: Subscription,
): Promise<EventRow[]> {
  const last = services.newId();
  await announce(jobContext(services, 'Test', departmentId), 'run', { last });
  const heard: EventRow[] = [];
  for (;;) {
    await feed.look();
    const next = await subscription.next(0);
    if (next === 'ended') return heard;
    if (next === 'quiet') continue;
    if (next.data['last'] === last) return heard;
    if (next.data['last'] === undefined) heard.push(next);
  }
}
