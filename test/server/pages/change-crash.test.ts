import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assignMe } from '../../../server/pages/assignee.usecases.ts';
import { setStatus } from '../../../server/pages/statuses.usecases.ts';
import { contextOf, type Services } from '../../../server/services.ts';
import { minuteMs } from '../../support/clock.ts';
import { stride } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { historyOf, readIssue, tick } from '../sources/support.ts';
import { crashingAt, stumblingAt } from '../worklogs/crashing.ts';
import { cell } from './support.ts';

describe.each([
  ['dies', crashingAt],
  ['fails for a moment', stumblingAt],
] as const)('a change at a page whose server %s at any step', (_, failing) => {
  const server = useTestServer();

  function contextFor(services: Services, personId: string) {
    const actor = { kind: 'person', personId, name: 'Me', role: 'developer' } as const;
    return contextOf(services, actor, server().departmentId, randomUUID());
  }

  it('is there after it is said again, and every status has one period', async () => {
    await server().connect();
    const { id } = await server().addDeveloper('Me');
    const statuses = ['In Review', 'QA'];
    const wanted = ['In Progress'];
    for (let at = 1, round = 0; ; at += stride(3), round += 1) {
      const status = statuses[round % 2] ?? '';
      const expected = wanted.at(-1) ?? null;
      wanted.push(status);
      const { services, hasCrashed } = failing(server().services, at);
      await setStatus(services, contextFor(services, id), 'NT-42', { status, expected }).catch(() => {});
      server().clock.advance(3 * minuteMs);
      const { services: whole } = server();
      const issue = await setStatus(whole, contextFor(whole, id), 'NT-42', { status, expected });
      expect([at, issue.status, cell(server(), 'Status')]).toEqual([at, status, status]);
      server().clock.advance(minuteMs);
      if (!hasCrashed()) break;
    }
    await tick(server());
    expect(wanted.length).toBeGreaterThan(5);
    expect((await historyOf(server(), 'NT-42')).map((period) => period.status)).toEqual(wanted);
  }, 120_000);

  it('leaves everybody else among the assignees', async () => {
    const { people } = server().sample.workspace;
    const email = 'ada@studio.example';
    const mine = people.addPerson({ name: 'Ada', email });
    const others = [people.addPerson({ name: 'One' }), people.addPerson({ name: 'Other' })];
    people.setProperty(server().sample.workspace.findPage('NT-42'), 'Assignee', others);
    await server().connect();
    const { id } = await server().addDeveloper('Ada', email);
    let steps = 0;
    for (let at = 1, assign = true; ; at += stride(3), assign = !assign) {
      const { services, hasCrashed } = failing(server().services, at);
      await assignMe(services, contextFor(services, id), 'NT-42', { id, email }, assign).catch(() => {});
      server().clock.advance(3 * minuteMs);
      const { services: whole } = server();
      await assignMe(whole, contextFor(whole, id), 'NT-42', { id, email }, assign);
      expect([at, cell(server(), 'Assignee')]).toEqual([at, assign ? [...others, mine] : others]);
      steps = at;
      if (!hasCrashed()) break;
    }
    expect(steps).toBeGreaterThan(10);
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ status: 'In Progress' });
  }, 120_000);
});
