import { describe, expect, it } from 'vitest';
import { createToken } from '../../../server/people/people.usecases.ts';
import { contextOf } from '../../../server/services.ts';
import type { Problem } from '../../../shared/errors.ts';
import { useTestServer } from '../../support/server.ts';
import { furnishTwo } from '../http/two-departments.ts';
import { audited } from '../pages/support.ts';
import { approve, begin, poll } from '../sign-ins/support.ts';

describe('the tokens of somebody who leaves', () => {
  const server = useTestServer();
  const end = (personId: string, token?: string) =>
    server().call<Problem>('DELETE', `/people/${personId}/tokens`, undefined, token);
  const statusOf = async (token: string) => (await server().call('GET', '/me', undefined, token)).status;

  it('are all ended by an administrator, also one that is approved and not fetched, and it is on record', async () => {
    const { addDeveloper, call } = server();
    const [ada, bob] = [await addDeveloper('Ada'), await addDeveloper('Bob')];
    const second = await call<{ token: string }>('POST', '/tokens', { name: 'other machine' }, ada.token);
    const begun = await begin(server());
    await approve(server(), begun.user_code, ada.token);
    expect((await end(ada.id)).status).toBe(204);
    expect([await statusOf(ada.token), await statusOf(second.body.token), await statusOf(bob.token)]).toEqual([
      401, 401, 200,
    ]);
    expect((await poll(server(), begun.device_code)).token).toBeUndefined();
    expect(await audited(server(), 'token.all_revoked')).toMatchObject([{ subject: ada.id, detail: { tokens: 2 } }]);
  });

  it('are all that there are: who asks for another one in that moment gets none', async () => {
    const { addDeveloper, services, departmentId } = server();
    const ada = await addDeveloper('Ada');
    const actor = { kind: 'person', personId: ada.id, name: 'Ada', role: 'developer' } as const;
    const ctx = contextOf(services, actor, departmentId, 'a request that began before');
    await end(ada.id);
    await expect(createToken(ctx, { name: 'one more' })).rejects.toMatchObject({ code: 'auth.invalid' });
  });

  it('are not for a developer to end, nor for an administrator of another department', async () => {
    const [ours, theirs] = await furnishTwo(server());
    expect((await end(ours.developer.id, ours.developer.token)).body.code).toBe('auth.forbidden');
    expect((await end(theirs.developer.id, ours.administrator.token)).body.code).toBe('person.not_found');
    expect(await statusOf(theirs.developer.token)).toBe(200);
  });
});
