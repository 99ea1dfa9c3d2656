import { describe, expect, it } from 'vitest';
import type { BranchLink } from '../../../shared/api/branches.ts';
import { useTestServer } from '../../support/server.ts';

describe('from an empty installation with a workspace ready', () => {
  const server = useTestServer();

  it('a first linked branch is one form and no waiting away, so that it takes about five minutes', async () => {
    const { call, sample, departmentId, clock, settled } = server();
    const startedAt = clock.now();
    expect((await call('GET', '/me')).status).toBe(200);
    const form = { database: sample.databaseUrl, token: sample.token };
    const test = await call<{ ok: boolean }>('POST', `/departments/${departmentId}/notion/test`, form);
    expect(test.body.ok).toBe(true);
    expect((await call('PUT', `/departments/${departmentId}/notion`, form)).status).toBe(200);
    await settled();
    const query = 'branch=feature/NT-42-notion-integration&repository=example.com/team/app';
    const branch = await call<BranchLink>('GET', `/branches/resolve?${query}`);
    expect(branch.body).toMatchObject({ issue: { key: 'NT-42' } });
    expect(clock.now()).toEqual(startedAt);
  });
});
