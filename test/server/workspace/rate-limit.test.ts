import { describe, expect, test } from 'vitest';
import { clientFor, failure, stage, type Stage } from './support.ts';

function ask({ client }: Stage): Promise<unknown> {
  return client.users.me({});
}

async function spend(scene: Stage, requests: number): Promise<void> {
  for (let count = 0; count < requests; count += 1) await ask(scene);
}

describe('the budget of requests', () => {
  test('a connection has 180 requests in a minute unless told otherwise, in one burst if it likes', async () => {
    const { requestsPerMinute: _unlimited, ...usual } = { requestsPerMinute: Infinity };
    const scene = await stage({ ...usual, requestsPerMinute: 180 });
    await spend(scene, 180);
    expect(await failure(ask(scene))).toMatchObject({ status: 429, code: 'rate_limited' });
  });

  test('over the budget the answer says why and how long to wait, and the wait is enough', async () => {
    const scene = await stage({ requestsPerMinute: 3 });
    await ask(scene);
    scene.clock.passSeconds(40);
    await spend(scene, 2);
    const response = await scene.raw('/v1/users/me');
    const body = (await response.json()) as { additional_data: Record<string, string> };
    expect(response.headers.get('retry-after')).toBe('20');
    expect(body.additional_data).toEqual({ rate_limit_reason: 'public_api_request_rate_limit', retry_after: '20' });
    scene.clock.passSeconds(19);
    expect(await failure(ask(scene))).toMatchObject({ status: 429 });
    scene.clock.passSeconds(1);
    await ask(scene);
  });

  test('a minute may be made shorter, for tests that run in real time', async () => {
    const scene = await stage({ requestsPerMinute: 2, minuteMs: 2000 });
    await spend(scene, 2);
    expect((await scene.raw('/v1/users/me')).headers.get('retry-after')).toBe('2');
    scene.clock.passSeconds(2);
    await spend(scene, 2);
  });

  test('refused requests do not lengthen the wait', async () => {
    const scene = await stage({ requestsPerMinute: 1 });
    await ask(scene);
    for (let count = 0; count < 5; count += 1) expect(await failure(ask(scene))).toMatchObject({ status: 429 });
    scene.clock.passSeconds(60);
    await ask(scene);
  });

  test('two tokens of one connection share its budget, another connection has its own', async () => {
    const scene = await stage({ requestsPerMinute: 2 });
    await spend(scene, 2);
    const second = scene.workspace.people.issueSecondToken(scene.token);
    expect(await failure(clientFor(scene.url, second.token).users.me({}))).toMatchObject({ status: 429 });
    await ask({ ...scene, client: scene.clientWith({}) });
  });

  test('the workspace as a whole may be saturated, which is another reason', async () => {
    const scene = await stage({ workspaceRequestsPerMinute: 2 });
    await spend(scene, 1);
    await ask({ ...scene, client: scene.clientWith({}) });
    const { body } = await failure(ask(scene));
    expect(body['additional_data']).toMatchObject({ rate_limit_reason: 'public_api_space_request_rate_limit' });
  });
});
