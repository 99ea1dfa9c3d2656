import type { SignIn, SignInDecided } from '../../shared/api/sign-ins.ts';
import { ProblemError } from '../../shared/errors.ts';
import { readUserCode, showUserCode } from '../../shared/user-code.ts';
import { audit } from '../audit/audit.repository.ts';
import { actorPersonId, within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { countAttempt } from './attempts.repository.ts';
import { hashCode, windowMs } from './device-flow.usecases.ts';
import * as signIns from './sign-ins.repository.ts';

/** How many codes one person may try within ten minutes. Right ones count too: two or three are used for one sign-in. */
export const mostCodes = 20;

/**
 * What an editor asks for, for the person who decides.
 * @param callerAddress undefined when it cannot be told from those of others
 * @throws ProblemError signin.not_found, signin.decided, signin.too_many
 */
export async function showSignIn(ctx: Ctx, typed: string, callerAddress: string | undefined): Promise<SignIn> {
  const row = await find(ctx, typed);
  return {
    userCode: showUserCode(row.code),
    clientName: row.clientName,
    clientVersion: row.clientVersion,
    address: row.address,
    isYourAddress: row.address === callerAddress,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

/**
 * Lets an editor in, or not. Counts once; what was decided stays so.
 * @throws ProblemError signin.not_found, signin.decided, signin.too_many
 */
export async function decideSignIn(ctx: Ctx, typed: string, state: 'approved' | 'denied'): Promise<SignInDecided> {
  const row = await find(ctx, typed);
  const personId = actorPersonId(ctx);
  if (personId === null) throw new ProblemError('person.not_found');
  await inTransaction(ctx.db, async (tx) => {
    const decision = { state, personId, departmentId: ctx.department.id };
    if (!(await signIns.decideSignIn(tx, row.id, decision, ctx.clock.now()))) throw new ProblemError('signin.decided');
    const { clientName, clientVersion, address } = row;
    await audit(within(ctx, tx), `sign_in.${state}`, row.id, { clientName, clientVersion, address });
  });
  return { userCode: showUserCode(row.code), state };
}

async function find(ctx: Ctx, typed: string): Promise<signIns.SignInRow & { code: string }> {
  const now = ctx.clock.now();
  const attempts = await countAttempt(ctx.db, `sign_in.code ${actorPersonId(ctx) ?? ''}`, now, windowMs);
  if (attempts > mostCodes) throw new ProblemError('signin.too_many');
  const code = readUserCode(typed);
  const row = code === null ? undefined : await signIns.findByUserCode(ctx.db, hashCode(code), now);
  if (code === null || row === undefined) throw new ProblemError('signin.not_found');
  if (row.state !== 'pending') throw new ProblemError('signin.decided');
  return { ...row, code };
}
