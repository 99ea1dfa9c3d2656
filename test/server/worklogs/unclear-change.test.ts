import { describe, expect, it } from 'vitest';
import { secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, hours, quieten, remove, texts } from './support.ts';
import { meet, unclear } from './unclear-ends.ts';

describe('changing a comment with an unclear end', () => {
  const server = useTestServer();

  it.each(unclear)('ends at the last change: %s', async (_, fault) => {
    const { connect, deliver } = server();
    await connect();
    const worklog = await book(server(), { text: 'one' });
    await deliver();
    await change(server(), worklog, { text: 'two' });
    await meet(server(), { method: 'PATCH', path: '/v1/comments' }, fault);
    await change(server(), worklog, { text: 'three' });
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — three']);
    await remove(server(), worklog);
    await meet(server(), { method: 'DELETE', path: '/v1/comments' }, fault);
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });

  it('waits for a change that is saved 40 seconds late, so that it does not undo the next', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const worklog = await book(server(), { text: 'one' });
    await deliver();
    await change(server(), worklog, { text: 'two' });
    const late = sample.workspace.faults.next(
      { method: 'PATCH', path: '/v1/comments' },
      { answer: { kind: 'reset' }, effect: 'on_release' },
    );
    await deliver();
    await change(server(), worklog, { text: 'three' });
    await deliver();
    clock.advance(40 * secondMs);
    late.release();
    await expect.poll(() => texts(server())).toEqual(['+1.50h — two']);
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — three']);
  });
});
