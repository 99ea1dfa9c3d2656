import { uuidv7 } from '../../../shared/ids.ts';
import { createBytes } from '../../support/ids.ts';

const bytes = createBytes('many heartbeats');

/** The lines of a backup that has no heartbeats, with so many of them, a second apart. */
export function withHeartbeats(lines: readonly string[], count: number): string[] {
  const { department_id: department, person_id: person } = JSON.parse(
    lines[lines.indexOf('{"tickmark":"table","name":"membership"}') + 1] ?? '{}',
  ) as Record<string, string>;
  const at = lines.indexOf('{"tickmark":"table","name":"heartbeat"}') + 1;
  const made = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      person_id: person,
      id: uuidv7(1_772_000_000_000 + index * 1000, bytes(10)),
      department_id: department,
      at: new Date(1_772_000_000_000 + index * 1000),
      received_at: new Date(1_772_000_000_000 + index * 1000),
      repository: 'example.com/team/app',
      branch: 'feature/NT-42-login',
      entity: 'file',
      category: 'coding',
      is_write: false,
      clamped: false,
    }),
  );
  return lines.toSpliced(at, 0, ...made).map((line) => line.replace('"heartbeat":0', `"heartbeat":${count}`));
}
