import type { Run } from '../../../shared/api/notion.ts';
import { useSync } from '../browser/sync.ts';
import { Ago } from './ago.tsx';
import { FailureNote } from './failure-note.tsx';
import { LevelIcon, type Level } from './icons.tsx';

/** The last reading of Notion, the next one, and a way to start one now. */
export function SyncPanel() {
  const { lastRun, connection, start, starting, startFailure, failure } = useSync();
  if (lastRun === undefined) return failure === undefined ? null : <FailureNote failure={failure} />;
  const isOn = connection === undefined || connection.enabled;
  if (lastRun === null && !isOn) return null;
  const running = lastRun?.state === 'running';
  return (
    <section class="card sync" aria-label="Last sync">
      <div class="row">
        <p class="state" role="status">
          {lastRun === null ? 'Notion was not read yet.' : <RunState run={lastRun} />}
        </p>
        {connection?.nextRunAt != null && !running && (
          <p class="next">
            Next <Ago at={connection.nextRunAt} />
          </p>
        )}
        {start !== undefined && isOn && (
          <button type="button" disabled={running || starting} onClick={start}>
            {running || starting ? 'Syncing …' : 'Sync now'}
          </button>
        )}
      </div>
      {lastRun !== null && <Figures run={lastRun} />}
      {lastRun?.error != null && (
        <FailureNote failure={{ code: lastRun.error.code, detail: lastRun.error.detail, fix: lastRun.error.fix }} />
      )}
      {startFailure !== undefined && <FailureNote title="The sync did not start." failure={startFailure} />}
    </section>
  );
}

const levels: Record<Run['state'], Level> = { running: 'busy', done: 'ok', failed: 'error' };

function RunState({ run }: { run: Run }) {
  return (
    <>
      <LevelIcon level={levels[run.state]} />
      {run.state === 'running' && 'Reading Notion …'}
      {run.state === 'done' && (
        <span>
          Synced <Ago at={run.endedAt ?? run.startedAt} />
        </span>
      )}
      {run.state === 'failed' && (
        <span>
          The last sync failed <Ago at={run.endedAt ?? run.startedAt} />
        </span>
      )}
    </>
  );
}

function Figures({ run }: { run: Run }) {
  const figures = [
    ['read', run.read, ''],
    ['changed', run.changed, ''],
    ['unchanged', run.unchanged, ''],
    ['quarantined', run.quarantined, 'Rows that could not be understood. They are tried again with every sync.'],
    ['requests', run.requests, 'Requests made to Notion'],
  ] as const;
  return (
    <dl class="figures">
      {figures.map(([name, value, title]) => (
        <div key={name} title={title} class={name === 'quarantined' && value > 0 ? 'bad' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
