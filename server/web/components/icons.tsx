import type { ComponentChildren } from 'preact';
import type { DefaultStatus } from '../../../shared/status.ts';

function Icon({ children, name = '' }: { children: ComponentChildren; name?: string }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {children}
    </svg>
  );
}

/** Told apart by shape as well as by colour: ring, half, tick, dashed ring. */
export function StatusIcon({ status }: { status: DefaultStatus }) {
  const name = `status ${status.toLowerCase()}`;
  if (status === 'DONE')
    return (
      <Icon name={name}>
        <circle cx="8" cy="8" r="7" class="fill" />
        <path d="M4.8 8.3l2.2 2.2 4.2-4.7" class="mark" />
      </Icon>
    );
  return (
    <Icon name={name}>
      <circle cx="8" cy="8" r="6" class="line" />
      {status === 'IN_PROGRESS' && <path d="M8 4.5a3.5 3.5 0 0 1 0 7z" class="fill" />}
    </Icon>
  );
}

export type Level = 'ok' | 'warning' | 'error' | 'busy';

export function LevelIcon({ level }: { level: Level }) {
  if (level === 'busy')
    return (
      <Icon name="busy">
        <path d="M14 8a6 6 0 1 1-6-6" class="line" />
      </Icon>
    );
  if (level === 'ok')
    return (
      <Icon name="ok">
        <path d="M3 8.5l3.3 3.3L13 4.6" class="line" />
      </Icon>
    );
  if (level === 'warning')
    return (
      <Icon name="warning">
        <path d="M8 2l6.6 11.6H1.4z" class="line" />
        <path d="M8 6.4v3.2M8 11.5v.3" class="line" />
      </Icon>
    );
  return (
    <Icon name="error">
      <circle cx="8" cy="8" r="6.2" class="line" />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" class="line" />
    </Icon>
  );
}

export function CopyIcon() {
  return (
    <Icon name="copy">
      <path d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7" class="line" />
    </Icon>
  );
}
