import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deliverDue } from '../../../server/worklogs/outbox.usecases.ts';
import { useTestServer } from '../../support/server.ts';
import { hours, posted, quieten, requestsSince, typeHours } from './support.ts';
import { numbering } from './unclear-ends.ts';

describe('two departments that track the same database, each with a token of its own', () => {
  const server = useTestServer();

  /** The second department; its administrator is that of the server. */
  async function connectBoth() {
    const { call, connect, sample, settled } = server();
    await connect();
    const token = sample.workspace.people.addToken({ name: 'Other connection', label: 'other' });
    sample.workspace.people.share(sample.databaseId, token.integrationId);
    const { id } = (await call<{ id: string }>('POST', '/departments', { name: 'Other team' })).body;
    const body = { enabled: true, database: sample.databaseUrl, token: token.token, prefix: 'NT' };
    expect((await call('PUT', `/departments/${id}/notion`, body)).status).toBe(200);
    await settled();
    return { id, ...token };
  }

  async function bookFor(departmentId: string, text: string): Promise<{ id: string }> {
    const body = { id: randomUUID(), key: 'NT-42', seconds: 3600, text, departmentId };
    expect((await server().call('POST', '/worklogs', body)).status).toBe(201);
    return body;
  }

  it('write each with its own token, also what is changed and taken back, and never with the other’s', async () => {
    typeHours(server(), 10);
    const other = await connectBoth();
    const { departmentId, sample, call } = server();
    const from = sample.workspace.requestsLog.length;
    await bookFor(departmentId, 'ours');
    await quieten(server());
    const labels = new Set(sample.workspace.requestsLog.slice(from).map(({ tokenLabel }) => tokenLabel));
    expect([...labels]).not.toContain('other');
    const theirsFrom = sample.workspace.requestsLog.length;
    const theirs = await bookFor(other.id, 'theirs');
    await quieten(server());
    await call('PATCH', `/worklogs/${theirs.id}?departmentId=${other.id}`, { seconds: 7200 });
    await quieten(server());
    const used = sample.workspace.requestsLog.slice(theirsFrom).map(({ tokenLabel }) => tokenLabel);
    expect(new Set(used)).toEqual(new Set(['other']));
    expect(hours(server())).toBe(13);
    const bots = new Map(posted(server()).map(({ text, createdBy }) => [text, createdBy]));
    expect(bots.get('+1.00h — ours')).toBe(sample.botId);
    expect(bots.get('+2.00h — theirs')).not.toBe(sample.botId);
  });

  it('go on when the token of the other is revoked', async () => {
    typeHours(server(), 10);
    const other = await connectBoth();
    const { departmentId, sample, call } = server();
    sample.workspace.people.revokeToken(other.token);
    await bookFor(other.id, 'theirs');
    await bookFor(departmentId, 'ours');
    await quieten(server());
    expect(posted(server()).map(({ text }) => text)).toEqual(['+1.00h — ours']);
    expect(hours(server())).toBe(11);
    const blocked = async (id: string) =>
      (await call<{ blocked: number }>('GET', `/worklogs/attention?departmentId=${id}`)).body.blocked;
    expect([await blocked(other.id), await blocked(departmentId)]).toEqual([1, 0]);
  });

  it('never write the number of one page at the same time', async () => {
    typeHours(server(), 10);
    const other = await connectBoth();
    const { departmentId, sample, services } = server();
    await bookFor(departmentId, 'ours');
    await bookFor(other.id, 'theirs');
    const from = sample.workspace.requestsLog.length;
    const held = sample.workspace.faults.next(numbering, { answer: { kind: 'real' }, hold: true });
    const first = deliverDue(services, () => 0.5);
    await held.reached;
    await deliverDue({ ...services }, () => 0.5);
    expect(requestsSince(server(), from).filter((request) => request.startsWith('PATCH'))).toEqual([]);
    held.release();
    await first;
    await quieten(server());
    expect(hours(server())).toBe(12);
  });
});
