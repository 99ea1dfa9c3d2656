import type { Run } from '../../../shared/api/notion.ts';
import { useSync } from '../browser/sync.ts';
import { Button } from './button.tsx';
import { Ago } from './ago.tsx';
import { FailureNote } from './failure-note.tsx';
import { LevelIcon, type Level } from './icons.tsx';

/** The last reading of Notion, the next one, and a way to start one now. */
export function SyncPanel() {
  const { lastRun, connection, start, starting, startFailure, failure } = useSync();
  if (lastRun === undefined) return <FailureNote failure={failure} />;
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
            Next <Ago at={connection.nextRunAt} ahead />
          </p>
        )}
        {start !== undefined && isOn && (
          <Button disabled={running || starting} onClick={start}>
            {running || starting ? 'Syncing …' : 'Sync now'}
          </Button>
        )}
      </div>
      {lastRun !== null && <Figures run={lastRun} />}
      <FailureNote failure={lastRun?.error} />
      <FailureNote title="The sync did not start." failure={startFailure} />
    </section>
  );
}

const levels: Record<Run['state'], Level> = { running: 'busy', done: 'ok', failed: 'error' };

const words: Record<Run['state'], string> = {
  running: 'Reading Notion …',
  done: 'Synced',
  failed: 'The last sync failed',
};

function RunState({ run: { state, endedAt } }: { run: Run }) {
  return (
    <>
      <LevelIcon level={levels[state]} />
      <span>
        {words[state]} {endedAt !== null && <Ago at={endedAt} />}
      </span>
    </>
  );
}

const figures = ['read', 'changed', 'unchanged', 'quarantined', 'requests'] as const;

function Figures({ run }: { run: Run }) {
  return (
    <dl class="figures">
      {figures.map((name) => (
        <div key={name} class={name === 'quarantined' && run[name] > 0 ? 'bad' : undefined}>
          <dt>{name}</dt>
          <dd>{run[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
