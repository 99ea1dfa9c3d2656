import type { Check } from '../../../../shared/api/notion.ts';
import { LevelIcon } from '../icons.tsx';

type Finding = Pick<Check, 'name' | 'level' | 'message' | 'fix'>;

const words: Record<Finding['level'], string> = { ok: 'Fine', warning: 'Warning', error: 'Error' };

interface Props {
  title: string;
  findings: readonly Finding[];
  /** Shows what is fine as well. */
  all?: boolean;
}

/** Findings one by one, each with what to do about it. */
export function Findings({ title, findings, all }: Props) {
  const shown = all === true ? findings : findings.filter(({ level }) => level !== 'ok');
  if (shown.length === 0) return null;
  return (
    <div class="findings" role="status">
      <h3>{title}</h3>
      <ul>
        {shown.map(({ name, level, message, fix }) => (
          <li key={name} class={level}>
            <LevelIcon level={level} />
            <div>
              <span class="hidden">{words[level]}: </span>
              <b class="name">{name}</b> {message} {fix !== null && <span class="fix">{fix}</span>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
