import { describe, expect, test } from 'vitest';
import { readAllAgain, waitForFirstRead } from '../../../server/demo/first-read.ts';
import { useTestServer } from '../../support/server.ts';

describe('a demo that starts again', () => {
  const server = useTestServer();

  test('shows its tasks at once, also while a sync waits for requests that the start before has spent', async () => {
    const { connect, call, departmentId, sample, services } = server();
    await connect();
    const held = sample.workspace.faults.next({ path: /query$/u }, { answer: { kind: 'real' }, hold: true });
    const { runId } = (await call<{ runId: string }>('POST', `/notion/sync/${departmentId}`)).body;
    await held.reached;
    expect(await waitForFirstRead(services)).toBe(44);
    expect((await call<{ state: string }>('GET', `/runs/${runId}`)).body.state).toBe('running');
    held.release();
  });
});

describe('a sample workspace that has another address than before', () => {
  const server = useTestServer();

  const addressOf = async (key: string) => (await server().call<{ url: string }>('GET', `/issues/${key}`)).body.url;

  test('pages that nobody edited get their new address as well', async () => {
    const { connect, services, sample } = server();
    await connect();
    sample.workspace.desk.state.pageBaseUrl = 'http://127.0.0.1:1';
    await readAllAgain(services);
    expect(await waitForFirstRead(services)).toBe(44);
    const path = sample.workspace.findPage('NT-1').replaceAll('-', '');
    expect(await addressOf('NT-1')).toBe(`http://127.0.0.1:1/p/${path}`);
  });

  test('a connection that is switched off does not keep the demo from starting', async () => {
    const { call, connect, departmentId, sample, services } = server();
    await connect();
    const settings = { enabled: false, database: sample.databaseUrl, prefix: 'NT' };
    expect((await call('PUT', `/departments/${departmentId}/notion`, settings)).status).toBe(200);
    await readAllAgain(services);
    expect(await waitForFirstRead(services)).toBe(44);
  });
});
