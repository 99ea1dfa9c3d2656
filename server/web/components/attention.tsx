import { useSession } from '../browser/session.ts';
import { useSync } from '../browser/sync.ts';
import { hasError } from '../state/connection.ts';
import { hrefOf } from '../state/route.ts';
import { Note } from './note.tsx';

const settings = hrefOf('settings');

/** What keeps Notion from being read as it should be, repeated on every view until it is mended. */
export function Attention() {
  const { isAdministrator } = useSession();
  const { connection, lastRun } = useSync();
  if (!isAdministrator) return lastRun === null ? <Note level="warning">{notReadYet}</Note> : null;
  switch (connection?.state) {
    case 'not_connected':
      return (
        <section class="card start">
          <h2>Connect Notion to begin</h2>
          <p>
            Tickmark reads your tasks from a Notion database and links branches to them. You need a token of a Notion
            connection and the link of the database; it takes about five minutes.
          </p>
          <p>
            <a class="button primary" href={settings}>
              Connect Notion
            </a>
          </p>
        </section>
      );
    case 'off':
      return (
        <Note level="warning">
          The integration with Notion is switched off: nothing is read or written. <a href={settings}>Settings</a>
        </Note>
      );
    case 'failing':
      return (
        <Note level="error">
          Notion cannot be read. <a href={settings}>See Settings</a>
        </Note>
      );
    case 'attention':
      return hasError(connection) ? (
        <Note level="error">
          Part of the Notion database cannot be used. <a href={settings}>See Settings</a>
        </Note>
      ) : null;
    default:
      return null;
  }
}

const notReadYet = 'Notion has not been read yet. An administrator connects it under Settings.';
