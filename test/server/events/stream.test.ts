import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { eventRoutes } from '../../../server/events/events.routes.ts';
import { maxStreamsOfOne, type EventFeed, type Subscription } from '../../../server/events/feed.ts';
import type { Env } from '../../../server/http/env.ts';
import { authenticate } from '../../../server/http/guard.ts';
import { useTestServer } from '../../support/server.ts';
import { furnishTwo } from '../http/two-departments.ts';

interface Message {
  id?: string;
  event?: string;
  data?: Record<string, unknown>;
}

describe('GET /events', () => {
  const server = useTestServer();
  const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.cancel()));
  });

  /** Opens the stream; `read` gives the next messages of it. */
  async function listen(token: string, lastEventId?: string, ask = server().request) {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const response = await ask('/api/v1/events', { headers });
    if (response.body === null) throw new Error('no stream');
    const reader = response.body.getReader();
    readers.push(reader);
    let text = '';
    const next = async (): Promise<Message | undefined> => {
      for (;;) {
        while (text.startsWith(':')) text = text.slice(text.indexOf('\n\n') + 2);
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const message = parse(text.slice(0, end));
          text = text.slice(end + 2);
          return message;
        }
        const { value, done } = await lookingUntil(reader.read());
        if (done) return undefined;
        text += Buffer.from(value).toString();
      }
    };
    const read = async (count: number) => {
      const messages: Message[] = [];
      while (messages.length < count) messages.push((await next()) ?? { event: 'over' });
      return messages;
    };
    const readText = async () => Buffer.from((await reader.read()).value ?? []).toString();
    return { response, next, read, readText };
  }

  async function revokeTokens(token: string): Promise<void> {
    const { call } = server();
    const tokens = await call<{ items: { id: string }[] }>('GET', '/tokens', undefined, token);
    for (const { id } of tokens.body.items) await call('DELETE', `/tokens/${id}`, undefined, token);
  }

  /** The same server, except that waiting for events moves its clock; not before `begin`. */
  function withQuickWaiting(begin: Promise<void>) {
    const { feed, services, clock } = server();
    const waitsMs: number[] = [];
    const subscribe: EventFeed['subscribe'] = async (subscriber) => {
      const subscription = await feed.subscribe(subscriber);
      const next: Subscription['next'] = async (waitMs) => {
        await begin;
        waitsMs.push(waitMs);
        clock.advance(waitMs);
        return subscription.next(0);
      };
      return { ...subscription, next };
    };
    const routes = eventRoutes(services, { ...feed, subscribe });
    const app = new Hono<Env>().use(authenticate(services)).route('/api/v1', routes);
    return { waitsMs, ask: async (path: string, init?: RequestInit) => app.request(path, init) };
  }

  /** Nobody waits for the next second of the timer that looks. */
  async function lookingUntil<T>(reading: Promise<T>): Promise<T> {
    const state = { over: false };
    void reading.finally(() => {
      state.over = true;
    });
    while (!state.over) {
      await server().feed.look();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    return reading;
  }

  it('says that it is ready, as an event stream that nobody keeps', async () => {
    const { response, next } = await listen(server().token);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(await next()).toEqual({ event: 'ready', data: {} });
  });

  it('tells of a changed task, a worklog and the end of a run', async () => {
    const { call, connect, poll, sample, token } = server();
    await connect();
    const { read } = await listen(token);
    await read(1);
    const page = sample.workspace.findPage('NT-42');
    sample.workspace.people.rename(page, 'Another title');
    server().clock.advance(120_000);
    await poll();
    const id = randomUUID();
    await call('POST', '/worklogs', { id, key: 'NT-42', seconds: 60 });
    const messages = await read(3);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: 'issue' }),
        expect.objectContaining({ event: 'run' }),
        expect.objectContaining({ event: 'worklog', data: expect.objectContaining({ worklogId: id }) as unknown }),
      ]),
    );
    expect(messages.every((message) => message.id !== undefined)).toBe(true);
  });

  it('tells nobody of another department, and of a worklog only who booked it', async () => {
    const { call } = server();
    const [one, other] = await furnishTwo(server());
    const people = [one.developer, one.administrator, other.developer];
    const streams = await Promise.all(people.map(({ token }) => listen(token)));
    const ids = people.map(() => randomUUID());
    for (const [index, { token }] of people.entries()) {
      await call('POST', '/worklogs', { id: ids[index], key: 'NT-42', seconds: 60 }, token);
    }
    for (const { departmentId } of [one, other]) await call('POST', `/notion/sync/${departmentId}`);
    await server().settled();
    for (const [index, { read }] of streams.entries()) {
      const [ready, worklog, run] = await read(3);
      expect(ready?.event).toBe('ready');
      expect(worklog).toMatchObject({ event: 'worklog', data: { worklogId: ids[index] } });
      expect(run?.event).toBe('run');
    }
  });

  it('goes on behind Last-Event-ID', async () => {
    const { call, token, connect } = server();
    await connect();
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const first = await listen(token);
    for (const id of ids) await call('POST', '/worklogs', { id, key: 'NT-42', seconds: 60 });
    const [, , second] = await first.read(3);
    const again = await listen(token, second?.id);
    const [, third] = await again.read(2);
    expect(third).toMatchObject({ event: 'worklog', data: { worklogId: ids[2] } });
  });

  it('takes a Last-Event-ID that it never gave for "from now on"', async () => {
    const { response, next } = await listen(server().token, 'garbage\u00ff');
    expect(response.status).toBe(200);
    expect(await next()).toEqual({ event: 'ready', data: {} });
  });

  it('ends when the server stops', async () => {
    const { next } = await listen(server().token);
    await next();
    server().feed.end();
    expect(await next()).toBeUndefined();
  });

  it('sends something every half minute, so that no proxy takes the connection for dead', async () => {
    const { ask, waitsMs } = withQuickWaiting(Promise.resolve());
    const { readText } = await listen(server().token, undefined, ask);
    expect(await readText()).toContain('event: ready');
    for (let time = 0; time < 20; time += 1) expect(await readText()).toBe(': still here\n\n');
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(30_000);
  });

  it('ends half a minute after the token was revoked, also when nothing happens', async () => {
    const developer = await server().addDeveloper('Ada');
    let begin: () => void = () => {};
    const { ask } = withQuickWaiting(new Promise<void>((resolve) => (begin = resolve)));
    const { next } = await listen(developer.token, undefined, ask);
    await next();
    await revokeTokens(developer.token);
    const revokedAtMs = server().clock.now().getTime();
    begin();
    expect(await next()).toBeUndefined();
    expect(server().clock.now().getTime() - revokedAtMs).toBeLessThanOrEqual(30_000);
  });

  it('refuses one person a stream too many, says what helps and when to come back', async () => {
    const { call, token } = server();
    for (let count = 0; count < maxStreamsOfOne; count += 1) await listen(token);
    const refused = await call('GET', '/events');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.body).toMatchObject({ code: 'events.too_many', fix: expect.stringContaining('Close') as unknown });
    await readers.pop()?.cancel();
    expect((await listen(token)).response.status).toBe(200);
  });

  it('is not kept open for whoever asks with HEAD, and reads nothing', async () => {
    const headers = { authorization: `Bearer ${server().token}` };
    for (let count = 0; count <= maxStreamsOfOne; count += 1) {
      const { status, body } = await server().request('/api/v1/events', { method: 'HEAD', headers });
      expect([status, body]).toEqual([200, null]);
    }
    expect((await listen(server().token)).response.status).toBe(200);
  });

  it('ends when the token was revoked', async () => {
    const { call, addDeveloper, clock, departmentId } = server();
    await server().connect();
    const developer = await addDeveloper('Ada');
    const { next } = await listen(developer.token);
    await next();
    await revokeTokens(developer.token);
    clock.advance(31_000);
    await call('POST', `/notion/sync/${departmentId}`);
    await server().settled();
    expect((await next())?.event).toBe('run');
    expect(await next()).toBeUndefined();
  });
});

function parse(text: string): Message {
  const message: Message = {};
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(id|event|data): ?(.*)$/u.exec(line) ?? [];
    if (name === 'data') message.data = JSON.parse(value) as Record<string, unknown>;
    else if (name === 'id' || name === 'event') message[name] = value;
  }
  return message;
}
