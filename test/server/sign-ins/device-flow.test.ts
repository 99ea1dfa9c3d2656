import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import { cleanSignIns } from '../../../server/sign-ins/sign-ins.jobs.ts';
import type { DeviceAuthorization } from '../../../shared/api/sign-ins.ts';
import { deviceGrant } from '../../../shared/device-grant.ts';
import type { PersonalToken } from '../../../shared/api/people.ts';
import { hourMs, minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { approve, audited, begin, clientId, deny, editor, poll, post } from './support.ts';

describe('signing an editor in by browser', () => {
  const server = useTestServer();

  it('answers an editor that begins with two codes, the page for the person, and how long and how often to ask', async () => {
    const { status, headers, body } = await post<DeviceAuthorization>(server(), 'device_authorization', editor);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/u),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/u),
      verification_uri: 'http://localhost/device',
      verification_uri_complete: `http://localhost/device?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    });
  });

  it('answers authorization_pending until somebody decides', async () => {
    const { device_code: code } = await begin(server());
    for (let asked = 0; asked < 3; asked += 1) {
      expect(await poll(server(), code)).toMatchObject({ status: 400, error: 'authorization_pending' });
      server().clock.advance(5 * secondMs);
    }
  });

  it('answers slow_down to who asks too early, and from then on expects five seconds more', async () => {
    const { device_code: code } = await begin(server());
    await poll(server(), code);
    server().clock.advance(5 * secondMs - 1);
    expect(await poll(server(), code)).toMatchObject({ status: 400, error: 'slow_down' });
    server().clock.advance(5 * secondMs);
    expect((await poll(server(), code)).error).toBe('slow_down');
    server().clock.advance(15 * secondMs);
    expect((await poll(server(), code)).error).toBe('authorization_pending');
    server().clock.advance(15 * secondMs);
    expect((await poll(server(), code)).error).toBe('authorization_pending');
  });

  it('answers access_denied after a no', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    expect((await deny(server(), shown)).body).toEqual({ userCode: shown, state: 'denied' });
    for (const _ of [1, 2]) expect(await poll(server(), code)).toMatchObject({ status: 400, error: 'access_denied' });
  });

  it('answers expired_token after ten minutes, and not a moment before', async () => {
    const { device_code: code } = await begin(server());
    server().clock.advance(10 * minuteMs - 1);
    expect((await poll(server(), code)).error).toBe('authorization_pending');
    server().clock.advance(1);
    expect(await poll(server(), code)).toMatchObject({ status: 400, error: 'expired_token' });
  });

  it('gives no token when the yes is fetched too late', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    server().clock.advance(10 * minuteMs);
    expect((await poll(server(), code)).error).toBe('expired_token');
  });

  it('answers invalid_grant to a code that nothing has', async () => {
    expect(await poll(server(), 'no-such-code')).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('gives a token to the client that began, and to no other one', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    expect((await poll(server(), code, 'another-client')).error).toBe('invalid_grant');
    expect((await poll(server(), code)).token).toMatch(/^tm_/u);
  });

  it('gives the approved editor a token of the person who approved, at once and once', async () => {
    const developer = await server().addDeveloper('Mia');
    const { device_code: code, user_code: shown } = await begin(server());
    await poll(server(), code);
    await approve(server(), shown, developer.token);
    const { status, token, type } = await poll(server(), code);
    expect([status, type]).toEqual([200, 'Bearer']);
    expect((await server().call<{ name: string }>('GET', '/me', undefined, token)).body.name).toBe('Mia');
    expect((await poll(server(), code)).error).toBe('invalid_grant');
  });

  it('lists the token under the person’s own, named after the editor, and it can be revoked there', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    const { token } = await poll(server(), code);
    const { body } = await server().call<{ items: PersonalToken[] }>('GET', '/tokens');
    const listed = body.items.find(({ name }) => name === 'Visual Studio Code on laptop');
    expect(listed?.hint).toBe(token?.slice(-4));
    expect((await server().call('DELETE', `/tokens/${listed?.id}`)).status).toBe(204);
    expect((await server().call('GET', '/me', undefined, token)).status).toBe(401);
  });

  it('gives a token to one of several that ask at the same time', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(server(), code)));
    expect(answers.filter(({ token }) => token !== undefined)).toHaveLength(1);
    const { body } = await server().call<{ items: PersonalToken[] }>('GET', '/tokens');
    expect(body.items.filter(({ name }) => name === editor.client_name)).toHaveLength(1);
  });

  it('ends a token by sign-out, and says nothing about one that it does not know', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    const { token = '' } = await poll(server(), code);
    for (const _ of ['known', 'ended before']) {
      const answer = await post(server(), 'revoke', { token, client_id: clientId, token_type_hint: 'access_token' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
    expect((await server().call('GET', '/me', undefined, token)).status).toBe(401);
    expect((await server().call('GET', '/me')).status).toBe(200);
  });

  it.each([
    ['nothing', '', 'client_id is missing.'],
    ['a name that is none', 'client_id=%2E%2E', 'client_id is not usable.'],
    ['a client name with a line break', 'client_id=a&client_name=a%0Ab', 'client_name is not usable.'],
    ['text that turns its direction', 'client_id=a&client_name=%E2%80%AEtpircs', 'client_name is not usable.'],
    ['a name of 101 letters', `client_id=a&client_name=${'x'.repeat(101)}`, 'client_name is not usable.'],
    ['a parameter twice', 'client_id=a&client_id=b', 'Send each parameter once, as application/x-www-form-urlencoded.'],
  ])('answers invalid_request to %s and repeats no value', async (_, form, why) => {
    const { status, headers, body } = await post(server(), 'device_authorization', form);
    expect([status, body]).toEqual([400, { error: 'invalid_request', error_description: why }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('answers invalid_request to JSON, and to a poll that leaves something out', async () => {
    const json = await post(server(), 'token', '{}', { headers: { 'content-type': 'application/json' } });
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request']);
    for (const form of [
      { device_code: 'x', client_id: clientId },
      { grant_type: deviceGrant, client_id: clientId },
    ]) {
      expect((await post(server(), 'token', form as Record<string, string>)).body.error).toBe('invalid_request');
    }
  });

  it('answers unsupported_grant_type to any other grant', async () => {
    const form = { grant_type: 'password', username: 'mia', password: 'x' };
    expect((await post(server(), 'token', form)).body.error).toBe('unsupported_grant_type');
  });

  it('keeps no code and no token as it was given', async () => {
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    const stored = async () =>
      JSON.stringify([
        rows(await server().services.db.execute(sql`select * from sign_in`)),
        rows(await server().services.db.execute(sql`select * from personal_token`)),
        rows(await server().services.db.execute(sql`select * from audit_entry`)),
      ]);
    const before = await stored();
    for (const secret of [code, shown, shown.replace('-', '')]) expect(before).not.toContain(secret);
    const { token = '' } = await poll(server(), code);
    expect(await stored()).not.toContain(token);
  });

  it('writes down who asked, who approved and what token came of it', async () => {
    const me = await server().call<{ id: string }>('GET', '/me');
    const { device_code: code, user_code: shown } = await begin(server());
    await approve(server(), shown);
    const { token = '' } = await poll(server(), code);
    await post(server(), 'revoke', { token });
    const asked = { clientName: 'Visual Studio Code on laptop', clientVersion: '1.2.3', address: '192.0.2.7' };
    expect(await audited(server())).toEqual([
      { action: 'sign_in.requested', actor: 'client:tickmark-vscode', detail: asked },
      { action: 'sign_in.approved', actor: `person:${me.body.id}`, detail: asked },
      {
        action: 'token.created',
        actor: `person:${me.body.id}`,
        detail: expect.objectContaining({ name: editor.client_name }),
      },
      { action: 'token.revoked', actor: `person:${me.body.id}`, detail: expect.objectContaining({ by: 'sign-out' }) },
    ]);
  });

  it('forgets what expired an hour ago, and nothing younger', async () => {
    const { db } = server().services;
    const count = async () => rows<object>(await db.execute(sql`select 1 from sign_in`)).length;
    await begin(server());
    server().clock.advance(hourMs);
    await begin(server());
    server().clock.advance(10 * minuteMs + 1);
    await cleanSignIns(db, server().clock.now());
    expect(await count()).toBe(1);
    expect(rows<{ attempts: number }>(await db.execute(sql`select attempts from attempt_count`))).toHaveLength(1);
  });
});

describe('the address of the page', () => {
  const server = useTestServer({ environment: { PUBLIC_URL: 'https://tickmark.example.com/' } });

  it('is the one that people reach the server at', async () => {
    expect((await begin(server())).verification_uri).toBe('https://tickmark.example.com/device');
  });
});
