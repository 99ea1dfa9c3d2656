import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../../shared/api/sign-ins.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { approve, begin, deny, editor, poll } from './support.ts';

describe('a person decides about an editor', () => {
  const server = useTestServer();
  const look = (code: string, token?: string | null) =>
    server().call<SignIn & { code?: string }>('GET', `/signins/${code}`, undefined, token);

  it('sees which editor asks, from where and since when, before anything is decided', async () => {
    const { user_code: shown } = await begin(server());
    expect((await look(shown)).body).toEqual({
      userCode: shown,
      clientName: 'Visual Studio Code on laptop',
      clientVersion: '1.2.3',
      address: '192.0.2.7',
      isYourAddress: false,
      createdAt: '2026-03-02T09:00:00.000Z',
      expiresAt: '2026-03-02T09:10:00.000Z',
    });
  });

  it('is told when the editor asks from the same address', async () => {
    const { user_code: shown } = await begin(server());
    const response = await server().app.request(
      `/api/v1/signins/${shown}`,
      { headers: { authorization: `Bearer ${server().token}` } },
      { incoming: { socket: { remoteAddress: '::ffff:192.0.2.7' } } },
    );
    expect(await response.json()).toMatchObject({ isYourAddress: true });
  });

  it('may type the code in any case and without the line', async () => {
    const { user_code: shown } = await begin(server());
    for (const typed of [shown.toLowerCase(), shown.replace('-', ''), ` ${shown.replace('-', ' ')} `])
      expect((await look(encodeURIComponent(typed))).body.userCode).toBe(shown);
  });

  it('approves nothing by looking', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await look(shown);
    await server().request(`/device?user_code=${shown}`);
    expect((await poll(server(), code)).error).toBe('authorization_pending');
  });

  it('decides with the token of a person in the header only, so that no other site can', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    expect((await look(shown, null)).body.code).toBe('auth.required');
    const forms = { 'content-type': 'application/x-www-form-urlencoded', cookie: `token=${server().token}` };
    const response = await server().request(`/api/v1/signins/${shown}/approve`, {
      method: 'POST',
      headers: forms,
      body: '',
    });
    expect(response.status).toBe(401);
    expect((await poll(server(), code)).error).toBe('authorization_pending');
  });

  it('finds the page framed by nobody and kept by no cache between', async () => {
    const response = await server().request('/device');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('decides once: a second yes or no changes nothing', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await deny(server(), shown);
    for (const again of [approve, deny]) {
      const answer = await again(server(), shown);
      expect([answer.status, answer.body.code]).toEqual([409, 'signin.decided']);
    }
    expect((await poll(server(), code)).error).toBe('access_denied');
  });

  it('cannot decide after ten minutes', async () => {
    const { user_code: shown } = await begin(server());
    server().clock.advance(10 * minuteMs);
    for (const answer of [await look(shown), await approve(server(), shown)])
      expect([answer.status, answer.body.code]).toEqual([404, 'signin.not_found']);
  });

  it('of two people who approve at once, one gives the editor their token', async () => {
    const mia = await server().addDeveloper('Mia');
    const { device_code: code, user_code: shown } = await begin(server());
    const answers = await Promise.all([approve(server(), shown, mia.token), approve(server(), shown)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const { token } = await poll(server(), code);
    const me = await server().call<{ name: string }>('GET', '/me', undefined, token);
    expect(me.body.name).toBe(answers[0].status === 200 ? 'Mia' : 'Administrator');
  });

  it('may try twenty codes in ten minutes, right ones too', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    for (let tried = 0; tried < 20; tried += 1) expect((await look('BBBB-BBBB')).status).toBe(404);
    for (const answer of [await look(shown), await approve(server(), shown)]) {
      expect([answer.status, answer.body.code]).toEqual([429, 'signin.too_many']);
      expect(answer.headers.get('retry-after')).toBe('600');
    }
    expect((await poll(server(), code)).error).toBe('authorization_pending');
    const other = await server().addDeveloper('Mia');
    expect((await look(shown, other.token)).status).toBe(200);
    server().clock.advance(10 * minuteMs);
    const { user_code: later } = await begin(server(), editor);
    expect((await look(later)).status).toBe(200);
  });

  it('cannot go round that by trying many at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => look('BBBB-BBBB')));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(20);
  });

  it('takes back what was approved and not fetched, by revoking a token: who had it may have approved that', async () => {
    const { addDeveloper, call } = server();
    const [ann, bob] = [await addDeveloper('Ann Example'), await addDeveloper('Bob Example')];
    const [hers, his] = [await begin(server()), await begin(server())];
    await approve(server(), hers.user_code, ann.token);
    await approve(server(), his.user_code, bob.token);
    const tokens = await call<{ items: { id: string }[] }>('GET', '/tokens', undefined, ann.token);
    await call('DELETE', `/tokens/${tokens.body.items[0]?.id}`, undefined, ann.token);
    expect(await poll(server(), hers.device_code)).toMatchObject({ token: undefined, error: 'invalid_grant' });
    expect((await poll(server(), his.device_code)).token).toBeDefined();
  });
});
