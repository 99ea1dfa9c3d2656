import type { Me } from '../../shared/api/people.ts';
import type { Dialogs, Finding } from '../core/dialogs.ts';
import type { Failure } from '../core/failure.ts';
import type { Translate } from '../core/translate.ts';
import { failureDisplays } from '../core/display.ts';
import type { Api } from '../host/api.ts';
import type { Connection } from '../host/http.ts';
import { accountOf, type Session } from '../host/session.ts';

export interface SignInPorts {
  dialogs: Dialogs;
  session: Session;
  api: Pick<Api, 'me'>;
  t: Translate;
  /** Opens the setting `tickmark.server`. */
  openServerSetting: () => void;
}

/** Asks for a personal token, tries it and keeps it. Resolves to true when the person is signed in. */
export async function signIn({ dialogs, session, api, t, openServerSetting }: SignInPorts): Promise<boolean> {
  const server = session.server();
  if (!server.ok) {
    const open = t('Open Setting');
    if ((await dialogs.tell({ level: 'error', text: server.detail, buttons: [open] })) === open) openServerSetting();
    return false;
  }
  const { address } = server;
  const warning: Finding | undefined = server.insecure
    ? {
        level: 'warning',
        message: t('{0} is not encrypted: others on the network can read the token. Use https://.', address),
      }
    : undefined;
  const accepted: { me?: Me; connection?: Connection } = {};
  const token = await dialogs.askText({
    title: t('Sign in to Tickmark'),
    prompt: t(
      'Personal token of {0}, from its page: “Settings”, “My tokens”. Other server: “Tickmark: Set Server Address”.',
      address,
    ),
    placeholder: t('Paste the token'),
    secret: true,
    check: (text) => (text.trim() === '' ? warning : (checkToken(text.trim(), t) ?? warning)),
    submit: async (text) => {
      if (text.trim() === '') return { level: 'error', message: t('Paste the token first.') };
      const connection = { address, token: text.trim() };
      const result = await api.me(connection);
      if (!result.ok) return { level: 'error', message: explain(result.failure, address, t) };
      Object.assign(accepted, { me: result.value, connection });
      return undefined;
    },
  });
  if (token === undefined || accepted.me === undefined || accepted.connection === undefined) return false;
  const departmentId = await chooseDepartment(dialogs, accepted.me, t);
  await session.signIn(accountOf(accepted.me, accepted.connection, departmentId));
  return true;
}

async function chooseDepartment(dialogs: Dialogs, me: Me, t: Translate): Promise<string | null> {
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

function explain(failure: Failure, address: string, t: Translate): string {
  if (failure.kind === 'unauthorised')
    return t('This token is not accepted by {0}. Make another on its page, under “My tokens”.', address);
  const advice =
    failure.kind === 'offline'
      ? t('Is the server running at {0}?', address)
      : t(failureDisplays[failure.kind].explanation);
  return `${failure.detail} ${advice}`;
}
