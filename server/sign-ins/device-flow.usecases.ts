import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { DeviceAuthorization, deviceAuthorizationForm, deviceTokenForm } from '../../shared/api/sign-ins.ts';
import { makeUserCode, showUserCode } from '../../shared/user-code.ts';
import { auditUnowned } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { addToken } from '../people/people.usecases.ts';
import { contextOf, type Services } from '../services.ts';
import { countAttempt } from './attempts.repository.ts';
import { networkOf } from './network.ts';
import * as signIns from './sign-ins.repository.ts';

/** Why an editor has no token (yet), in the words of RFC 8628, 3.5, and RFC 6749, 5.2. */
export type Refusal =
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'invalid_grant'
  /** Too many from one address: told with 429. */
  | 'too_many';

export type Asked<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** Who asks, as far as that can be seen. */
export interface Caller {
  address: string;
  requestId: string;
}

export const livesSeconds = 600;
export const pollSeconds = 5;
export const windowMs = 600_000;
/** Within ten minutes from one address. Many people may share one, so it is generous. */
export const mostRequests = 60;
export const mostUnknownCodes = 100;

/** How both codes are stored. */
export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/**
 * Begins a sign-in: two codes, of which a person types or compares the short one.
 * @param page the address of the page where it is approved
 */
export async function requestSignIn(
  { db, clock, newId }: Services,
  caller: Caller,
  form: z.output<typeof deviceAuthorizationForm>,
  page: string,
): Promise<Asked<DeviceAuthorization>> {
  const now = clock.now();
  const attempts = await countAttempt(db, `sign_in.request ${networkOf(caller.address)}`, now, windowMs);
  if (attempts > mostRequests) return { ok: false, refusal: 'too_many' };
  const deviceCode = randomBytes(32).toString('base64url');
  const row = {
    id: newId(),
    deviceCodeHash: hashCode(deviceCode),
    clientId: form.client_id,
    clientName: form.client_name || form.client_id,
    clientVersion: form.client_version || null,
    address: caller.address,
    state: 'pending' as const,
    createdAt: now,
    expiresAt: new Date(now.getTime() + livesSeconds * 1000),
    intervalSeconds: pollSeconds,
  };
  const userCode = await inTransaction(db, async (tx) => {
    for (;;) {
      const code = makeUserCode(randomBytes);
      if (!(await signIns.insertSignIn(tx, { ...row, userCodeHash: hashCode(code) }))) continue;
      await auditUnowned(tx, {
        id: newId(),
        actor: `client:${row.clientId}`,
        action: 'sign_in.requested',
        subject: row.id,
        detail: { clientName: row.clientName, clientVersion: row.clientVersion, address: row.address },
        requestId: caller.requestId,
        at: now,
      });
      return code;
    }
  });
  const shown = showUserCode(userCode);
  return {
    ok: true,
    value: {
      device_code: deviceCode,
      user_code: shown,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${shown}`,
      expires_in: livesSeconds,
      interval: pollSeconds,
    },
  };
}

/** Answers an editor that asks whether it is approved; once it is, exactly one poll gets the token. */
export async function pollSignIn(
  services: Services,
  caller: Caller,
  form: z.output<typeof deviceTokenForm>,
): Promise<Asked<{ token: string }>> {
  const { db, clock } = services;
  const now = clock.now();
  const row = await signIns.findByDeviceCode(db, hashCode(form.device_code));
  // Bound to the client that began it. A code of another one is told like one that was never given.
  if (row === undefined || row.clientId !== form.client_id) {
    const isMuch = await isTooMuchGuessing(services, caller);
    return { ok: false, refusal: isMuch ? 'too_many' : 'invalid_grant' };
  }
  if (row.state === 'denied') return { ok: false, refusal: 'access_denied' };
  if (row.expiresAt <= now) return { ok: false, refusal: 'expired_token' };
  if (row.state === 'approved') return redeem(services, caller, row.id);
  const inTime = await signIns.notePoll(db, { id: row.id, now, slowerBySeconds: pollSeconds });
  return { ok: false, refusal: inTime ? 'authorization_pending' : 'slow_down' };
}

/** Counts a code or token that nothing has. */
export async function isTooMuchGuessing({ db, clock }: Services, { address }: Caller): Promise<boolean> {
  return (await countAttempt(db, `sign_in.unknown ${networkOf(address)}`, clock.now(), windowMs)) > mostUnknownCodes;
}

async function redeem(services: Services, caller: Caller, id: string): Promise<Asked<{ token: string }>> {
  const made = await inTransaction(services.db, async (tx) => {
    const taken = await signIns.takeApproved(tx, id, services.clock.now());
    if (taken === undefined || taken.personId === null || taken.departmentId === null) return undefined;
    const ctx = within(ofApprover(services, caller, taken.personId, taken.departmentId), tx);
    return addToken(ctx, taken.personId, { name: taken.clientName, detail: { signInId: id, address: caller.address } });
  });
  return made === undefined ? { ok: false, refusal: 'invalid_grant' } : { ok: true, value: { token: made.token } };
}

/** The token is made in the name of who approved; nothing else is done with this context. */
function ofApprover(services: Services, { requestId }: Caller, personId: string, departmentId: string): Ctx {
  const actor = { kind: 'person', personId, name: '', role: 'developer' } as const;
  return contextOf(services, actor, departmentId, requestId);
}
