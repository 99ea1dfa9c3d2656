import { useSession } from '../../browser/session.ts';
import { useSync } from '../../browser/sync.ts';
import { SyncPanel } from '../sync-panel.tsx';
import { ColleaguesShown } from './colleagues.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { MyData } from './my-data.tsx';
import { People } from './people.tsx';
import { Profile } from './profile.tsx';
import { Rounding } from './rounding.tsx';
import { Sources } from './sources.tsx';
import { Statuses } from './statuses.tsx';
import { Tokens } from './tokens.tsx';
import { Webhooks } from './webhooks.tsx';
import { FailureNote } from '../failure-note.tsx';

/** What administrators set for the department, and what everybody sets for themselves. */
export function Settings() {
  const { isAdministrator } = useSession();
  return (
    <>
      {isAdministrator ? (
        <AdministratorSettings />
      ) : (
        <p class="muted">The connection to Notion and the people are set by an administrator of your department.</p>
      )}
      <Profile />
      <Tokens />
      <MyData />
    </>
  );
}

function AdministratorSettings() {
  const { connection, failure, reload } = useSync();
  if (connection === undefined)
    return failure === undefined ? (
      <p role="status">Reading settings …</p>
    ) : (
      <FailureNote title="The settings could not be read." failure={failure} onRetry={reload} />
    );
  const connected = connection.state !== 'not_connected';
  return (
    <>
      <ConnectionForm connection={connection} />
      {connected && (
        <>
          <SyncPanel />
          <Sources connection={connection} />
          <Webhooks />
          <Statuses />
        </>
      )}
      <Rounding />
      <ColleaguesShown />
      <People />
    </>
  );
}
