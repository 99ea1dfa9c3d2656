import { describe, expect, test } from 'vitest';
import type { Fault, FaultHandle, FaultMatch } from '../../../server/demo/workspace/faults.ts';
import { failure, stage, type Stage } from './support.ts';

const onComments: FaultMatch = { method: 'POST', path: '/v1/comments' };

function post({ client, workspace }: Stage): Promise<unknown> {
  const parent = { page_id: workspace.findPage('NT-7') };
  return client.comments.create({ parent, rich_text: [{ text: { content: 'a comment' } }] });
}

function posted({ workspace }: Stage): number {
  return workspace.comments(workspace.findPage('NT-7')).length;
}

/** Posts a comment into a fault; gives what the client saw. */
async function postInto(scene: Stage, fault: Fault): Promise<unknown> {
  scene.workspace.faults.next(onComments, fault);
  return await post(scene).then(
    () => 'answered',
    (error: unknown) => error,
  );
}

describe('scripted faults', () => {
  test('an answer with a status, a code and a header replaces the true one, and nothing happens', async () => {
    const scene = await stage();
    scene.workspace.faults.next(onComments, {
      answer: {
        kind: 'status',
        status: 429,
        headers: { 'retry-after': '400' },
        additionalData: { rate_limit_reason: 'public_api_request_blocked' },
      },
    });
    const { status, code, body } = await failure(post(scene));
    expect([status, code]).toEqual([429, 'rate_limited']);
    expect(body['additional_data']).toEqual({ rate_limit_reason: 'public_api_request_blocked' });
    expect(posted(scene)).toBe(0);
  });

  test('a write can take effect and still be answered with 503', async () => {
    const scene = await stage();
    const error = await postInto(scene, { effect: 'applied', answer: { kind: 'status', status: 503 } });
    expect(error).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(posted(scene)).toBe(1);
  });

  test('a page from the edge instead of JSON is no error the client knows', async () => {
    const scene = await stage();
    const error = await postInto(scene, { answer: { kind: 'html', status: 502 } });
    expect(error).toMatchObject({ code: 'notionhq_client_response_error', status: 502 });
    expect(posted(scene)).toBe(0);
  });

  test('half a JSON, or nothing, arrives with 200 although the write took effect', async () => {
    for (const kind of ['truncated', 'empty'] as const) {
      const scene = await stage();
      expect(await postInto(scene, { answer: { kind } })).toBeInstanceOf(SyntaxError);
      expect(posted(scene)).toBe(1);
    }
  });

  test('a connection is reset, with or without effect', async () => {
    for (const [effect, expected] of [
      ['none', 0],
      ['applied', 1],
    ] as const) {
      const scene = await stage();
      expect(await postInto(scene, { effect, answer: { kind: 'reset' } })).toBeInstanceOf(TypeError);
      expect(posted(scene)).toBe(expected);
    }
  });

  test('a connection breaks in the middle of the body', async () => {
    const scene = await stage();
    scene.workspace.faults.next({ path: '/v1/users' }, { answer: { kind: 'cut' } });
    const response = await scene.raw('/v1/users');
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('a body stalls after its first half until the test lets go', async () => {
    const scene = await stage();
    const fault = scene.workspace.faults.next({ path: '/v1/users' }, { answer: { kind: 'stalled' } });
    const response = await scene.raw('/v1/users');
    expect(response.status).toBe(200);
    const body = response.text();
    fault.release();
    await expect(body).rejects.toThrow();
  });

  test('a request is never answered, and its write happens later', async () => {
    const scene = await stage();
    const fault: FaultHandle = scene.workspace.faults.next(onComments, {
      effect: 'on_release',
      answer: { kind: 'silence' },
    });
    const call = failure(post(scene)).catch((error: unknown) => error);
    await fault.reached;
    expect(posted(scene)).toBe(0);
    fault.release();
    await call;
    expect(posted(scene)).toBe(1);
  });

  test('a request waits until the test lets it go on', async () => {
    const scene = await stage();
    const fault = scene.workspace.faults.next(onComments, { hold: true, answer: { kind: 'real' } });
    const call = post(scene);
    await fault.reached;
    expect(posted(scene)).toBe(0);
    fault.release();
    await call;
    expect(posted(scene)).toBe(1);
  });

  test('a fault meets the requests it is meant for, as often as told, and the others go through', async () => {
    const scene = await stage();
    const down = { kind: 'status', status: 500 } as const;
    const fault = scene.workspace.faults.next({ ...onComments, skip: 1, times: 2 }, { answer: down });
    await scene.client.users.me({});
    const outcomes = [];
    for (let count = 0; count < 4; count += 1)
      outcomes.push(
        await post(scene).then(
          () => 200,
          () => 500,
        ),
      );
    expect(outcomes).toEqual([200, 500, 500, 200]);
    expect(fault.hits()).toBe(2);
  });

  test('a fault taken back meets nothing', async () => {
    const scene = await stage();
    scene.workspace.faults.next(onComments, { answer: { kind: 'reset' } }).cancel();
    scene.workspace.faults.next(onComments, { answer: { kind: 'reset' } });
    scene.workspace.faults.clear();
    await post(scene);
    expect(posted(scene)).toBe(1);
  });

  test('the log says what was sent and whether the workspace changed', async () => {
    const scene = await stage();
    await postInto(scene, { effect: 'applied', answer: { kind: 'status', status: 504 } });
    await postInto(scene, { answer: { kind: 'reset' } });
    await post(scene);
    const lines = scene.workspace.requestsLog.map(({ status, changed }) => [status, changed]);
    expect(lines).toEqual([
      [504, true],
      [null, false],
      [200, true],
    ]);
  });
});
