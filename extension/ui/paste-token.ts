import type { Me } from '../../shared/api/people.ts';
import type { Dialogs, Finding } from '../core/dialogs.ts';
import type { Failure } from '../core/failure.ts';
import { failureExplanation, failureFacts } from '../core/failure-text.ts';
import type { Translate } from '../core/translate.ts';
import type { Connection } from '../host/http.ts';
import { type Account, accountOf } from '../host/session.ts';
import type { SignInPorts, SignInServer } from './sign-in.ts';

/** Asks for a personal token, tries it and keeps it. Null when the person went away. */
export async function pasteToken(
  { dialogs, session, api, t }: Pick<SignInPorts, 'dialogs' | 'session' | 'api' | 't'>,
  { address, warning }: SignInServer,
): Promise<Account | null> {
  const insecure: Finding | undefined = warning === undefined ? undefined : { level: 'warning', message: warning };
  const accepted: { me?: Me; connection?: Connection } = {};
  const token = await dialogs.askText({
    title: t('Sign in to Tickmark'),
    prompt: t(
      'Personal token of {0}, from its page: “Settings”, “My tokens”. Other server: “Tickmark: Set Server Address”.',
      address,
    ),
    placeholder: t('Paste the token'),
    secret: true,
    check: (text) => (text.trim() === '' ? insecure : (checkToken(text.trim(), t) ?? insecure)),
    submit: async (text) => {
      if (text.trim() === '') return { level: 'error', message: t('Paste the token first.') };
      const connection = { address, token: text.trim() };
      const result = await api.me(connection);
      if (!result.ok) return { level: 'error', message: explain(result.failure, address, t) };
      Object.assign(accepted, { me: result.value, connection });
      return undefined;
    },
  });
  if (token === undefined || accepted.me === undefined || accepted.connection === undefined) return null;
  const departmentId = await chooseDepartment(dialogs, accepted.me, t);
  const account = accountOf(accepted.me, accepted.connection, departmentId, false);
  await session.signIn(account);
  return account;
}

/** Asks who belongs to several departments for which one they work here. */
export async function chooseDepartment(dialogs: Dialogs, me: Me, t: Translate): Promise<string | null> {
  const [only, ...others] = me.departments;
  if (only === undefined || others.length === 0) return only?.id ?? null;
  const choices = me.departments.map(({ id, name, slug }) => ({ id, label: name, description: slug }));
  return (await dialogs.pick(t('Which department do you work for here?'), choices))?.id ?? only.id;
}

function checkToken(token: string, t: Translate): Finding | undefined {
  // Anything else cannot be sent in a header.
  return /^[!-~]+$/u.test(token)
    ? undefined
    : { level: 'error', message: t('This holds characters that no token has.') };
}

/** Why the server could not be asked, with what helps. */
export function explain(failure: Failure, address: string, t: Translate): string {
  if (failure.kind === 'unauthorised')
    return t('This token is not accepted by {0}. Make another on its page, under “My tokens”.', address);
  const advice =
    failure.kind === 'offline' ? t('Is the server running at {0}?', address) : failureExplanation(failure, t);
  return `${failureFacts({ ...failure, fix: '' }, t)} ${advice}`.trim();
}
