import { useState } from 'preact/hooks';
import type { NotionWebhooks } from '../../../../shared/api/webhooks.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import { Ago } from '../ago.tsx';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Loading } from '../listing.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';

/** While somebody sets them up in Notion, every step shows soon. */
const lookEveryMs = 5000;

const texts = {
  off: 'Optional: Notion tells of a change at once, and polling goes on.',
  waiting: 'Enter this address in Notion within an hour, in the Webhooks tab of your connection:',
  token_received: 'Notion sent its verification token. Paste it there.',
  active: 'Active. Last event:',
};

/** Webhooks from Notion: to set them up, and how far that is. */
export function Webhooks() {
  const { api, department } = useSession();
  const path = `/departments/${department.id}/notion/webhooks`;
  const loaded = useLoad<NotionWebhooks>(path, (signal) => api.get(path, {}, signal), lookEveryMs);
  const action = useAction();
  const [token, setToken] = useState('');
  const send = async <T,>(method: 'PUT' | 'POST' | 'DELETE', address = path) => {
    setToken('');
    const answer = await action.run<T>(() => api.send(method, address));
    loaded.reload();
    return answer;
  };
  const show = async () => setToken((await send<{ token: string }>('POST', `${path}/token`))?.token ?? '');
  return (
    <Section title="Webhooks">
      <Loading noun="webhooks" loaded={loaded}>
        {({ state, address, detail, lastEventAt }) => (
          <>
            <p>
              {texts[state]} {state === 'active' && lastEventAt !== null && <Ago at={lastEventAt} />}
            </p>
            {state === 'waiting' && <code>{address}</code>}
            {state === 'token_received' &&
              (token === '' ? <Button onClick={() => void show()}>Show token</Button> : <code>{token}</code>)}
            {detail !== null && <Note level="warning">{detail}</Note>}
            <div class="buttons">
              <Button disabled={address === null} onClick={() => void send('PUT')}>
                {state === 'off' ? 'Set up' : 'Set up anew'}
              </Button>
              {state !== 'off' && <Button onClick={() => void send('DELETE')}>Remove</Button>}
            </div>
          </>
        )}
      </Loading>
      <FailureNote title="Nothing was changed." failure={action.failure} />
    </Section>
  );
}
