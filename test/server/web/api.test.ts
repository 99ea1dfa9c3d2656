import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi, forDepartment, type Api } from '../../../server/web/browser/api.ts';
import { worklogFilterOf, worklogQueryOf } from '../../../server/web/state/worklog-filter.ts';
import { useTestServer } from '../../support/server.ts';

describe('what the page asks of one department', () => {
  const server = useTestServer();
  let api: Api;

  beforeEach(() => {
    const { fetch } = globalThis;
    // An address without a host is one of the server that the page came from, as in a browser.
    vi.stubGlobal('fetch', (address: string | URL, init?: RequestInit) =>
      typeof address === 'string' && address.startsWith('/') ? server().request(address, init) : fetch(address, init),
    );
    api = forDepartment(createApi(server().token), server().departmentId);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is understood by the server: the lists, the settings, the runs and the sync', async () => {
    await server().connect();
    const { departmentId } = server();
    const department = `/departments/${departmentId}`;
    const week = { from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z', groupBy: 'issue' };
    const reads = [
      ['/issues', { search: 'NT-42', limit: 50 }],
      ['/branches', { linked: 'true', limit: 50 }],
      ['/worklogs', { limit: 50 }],
      ['/worklogs', { ...worklogQueryOf(worklogFilterOf({ from: '2026-03-01', person: 'all' }, '')), limit: 50 }],
      ['/worklogs/totals', { ...worklogQueryOf(worklogFilterOf({ key: 'NT-42' }, '')), groupBy: 'day' }],
      ['/proposals', { from: '2026-03-02', to: '2026-03-08' }],
      ['/me/booking', {}],
      ['/time', week],
      ['/people', {}],
      ['/tokens', {}],
      [department, {}],
      [`${department}/notion`, {}],
      [`${department}/runs`, { limit: 2 }],
      [`${department}/statuses`, {}],
    ] as const;
    for (const [path, query] of reads) expect([path, await api.get(path, query)]).toMatchObject([path, { ok: true }]);
    const file = await api.file('/worklogs/export', { format: 'csv', bom: 'true' });
    expect(file).toMatchObject({ ok: true });
    expect(file.ok && (await file.value.text())).toMatch(/^day,key,/u);
    const sync = await api.send('POST', `/notion/sync/${departmentId}`);
    expect(sync).toMatchObject({ ok: true, value: { runId: expect.any(String) } });
    await server().settled();
  });

  it('and answered by something else, or cut off on the way, is a failure', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>Sign in to the network</html>')));
    expect(await api.get('/worklogs')).toMatchObject({ ok: false, failure: { code: 'page.unknown' } });
    const cut = new ReadableStream({ pull: (controller) => controller.error(new TypeError('cut off')) });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(cut)));
    expect(await api.get('/worklogs')).toMatchObject({ ok: false, failure: { code: 'page.offline' } });
    expect(await api.file('/worklogs/export', {})).toMatchObject({ ok: false });
  });

  it('is about that department and no other', async () => {
    await server().connect();
    const other = await server().call<{ id: string }>('POST', '/departments', { name: 'Other team' });
    const elsewhere = forDepartment(createApi(server().token), other.body.id);
    expect(await api.get('/issues', { search: 'NT-42' })).toMatchObject({ value: { items: [{ key: 'NT-42' }] } });
    expect(await elsewhere.get('/issues', { search: 'NT-42' })).toMatchObject({ value: { items: [] } });
    expect(await elsewhere.get(`/departments/${other.body.id}/runs`)).toMatchObject({ value: { items: [] } });
  });
});
