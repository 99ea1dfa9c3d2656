import type { NotionConnection, Source } from '../../../../shared/api/notion.ts';
import { counted } from '../../state/format.ts';
import { Ago } from '../ago.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';
import { Findings } from './findings.tsx';

/** What is read from the database, and what is wrong with it until it is mended. */
export function Sources({ connection: { state, detail, sources } }: { connection: NotionConnection }) {
  return (
    <Section title="What is read">
      {state === 'failing' && <Note level="error">{detail}</Note>}
      {sources.length === 0 && <p class="muted">Nothing yet: no data source of the database could be read.</p>}
      {sources.map((source) => (
        <SourceShown key={source.id} source={source} />
      ))}
    </Section>
  );
}

function SourceShown({ source }: { source: Source }) {
  const { name, issues, quarantined, watermark, detail, state, notices, properties, changes } = source;
  const lost = { name: 'access', level: 'error' as const, message: detail ?? 'It can no longer be read.', fix: null };
  const rows = {
    name: 'quarantine',
    level: 'warning' as const,
    message: `${counted(quarantined, 'row')} could not be understood and ${quarantined === 1 ? 'is' : 'are'} left out.`,
    fix: 'They are tried again with every sync; the server log says why.',
  };
  const findings = [...(state === 'active' ? [] : [lost]), ...(quarantined === 0 ? [] : [rows]), ...notices];
  const read = Object.entries(properties);
  return (
    <article>
      <h3>{name === '' ? 'Untitled' : name}</h3>
      <p class="muted">
        {counted(issues, 'task')}
        {watermark !== null && (
          <>
            , last edit read <Ago at={watermark} />
          </>
        )}
      </p>
      <Findings title="To mend in Notion" findings={findings} />
      {changes.length > 0 && (
        <details>
          <summary>What changed in Notion</summary>
          <ul>
            {changes.map(({ at, message, fix }) => (
              <li key={`${at} ${message}`}>
                <Ago at={at} />: {message} {fix}
              </li>
            ))}
          </ul>
        </details>
      )}
      {read.length > 0 && (
        <details>
          <summary>Which property is read as what</summary>
          <dl class="pairs">
            {read.map(([meaning, property]) => (
              <div key={meaning}>
                <dt>{meaning}</dt>
                <dd>{property ?? <span class="muted">not there</span>}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  );
}
