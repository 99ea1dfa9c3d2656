import type { DefaultStatus } from '../../../shared/status.ts';

/** Every default status, in the order work goes through them. */
export const defaultStatuses: readonly DefaultStatus[] = ['TO_DO', 'IN_PROGRESS', 'DONE', 'UNDEFINED'];

const labels: Record<DefaultStatus, string> = {
  TO_DO: 'To do',
  IN_PROGRESS: 'In progress',
  DONE: 'Done',
  UNDEFINED: 'Undefined',
};

/** A default status as people read it. */
export function statusLabel(status: DefaultStatus): string {
  return labels[status];
}

/** True when the name in Notion says the same as the default status, so that one of them is enough. */
export function saysTheSame(name: string, status: DefaultStatus): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]+/gu, ' ');
  return plain(name) === plain(labels[status]);
}

/** Reads a default status from an address or a select box. */
export function readDefaultStatus(text: string | undefined): DefaultStatus | undefined {
  return defaultStatuses.find((status) => status === text);
}
