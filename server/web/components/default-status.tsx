import type { DefaultStatus as Status } from '../../../shared/status.ts';
import { saysTheSame, statusLabel } from '../state/statuses.ts';
import { StatusIcon } from './icons.tsx';

/** What a status means, as shape and word. */
export function DefaultStatus({ status }: { status: Status }) {
  return (
    <span class="default-status">
      <StatusIcon status={status} /> {statusLabel(status)}
    </span>
  );
}

/** A status as written in Notion, with what it means. */
export function IssueStatus({ name, status }: { name: string | null; status: Status }) {
  if (name === null || saysTheSame(name, status)) return <DefaultStatus status={status} />;
  return (
    <>
      <span class="status-name">{name}</span>
      <DefaultStatus status={status} />
    </>
  );
}
