import { describe, expect, it } from 'vitest';
import { problems } from '../../../shared/errors.ts';
import { useTestServer } from '../../support/server.ts';

describe('the page behind the type of a problem', () => {
  const server = useTestServer();

  it('says for every code, without a token, what it means and what to do', async () => {
    for (const [code, { title, fix }] of Object.entries(problems)) {
      const answer = await server().request(`/problems/${code}`);
      const text = (await answer.text()).replaceAll('&quot;', '"').replaceAll('&#39;', "'");
      expect(answer.status).toBe(200);
      expect(text).toContain(title);
      expect(text).toContain(fix);
    }
  });

  it('does not exist for a code that is none', async () => {
    expect((await server().request('/problems/nothing.such')).status).toBe(404);
  });
});
