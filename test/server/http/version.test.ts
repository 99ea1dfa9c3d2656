import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';

describe('what a server can do', () => {
  const server = useTestServer();
  const get = async (path: string) => (await (await server().request(path)).json()) as object;

  it('is told with its version and without a token: tracking tasks in Notion is a capability', async () => {
    expect(await get('/version')).toEqual({ version: '0.0.0', capabilities: ['notion'] });
    expect(await get('/health')).toMatchObject({ version: '0.0.0', capabilities: ['notion'] });
  });
});
