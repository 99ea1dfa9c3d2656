import type { ComponentChildren } from 'preact';
import { LevelIcon } from './icons.tsx';

interface Props {
  level: 'ok' | 'warning' | 'error';
  /** `alert` is read out at once, `status` when there is a pause. */
  role?: 'alert' | 'status';
  children: ComponentChildren;
}

/** A boxed remark, told apart by its sign as well as by its colour. */
export function Note({ level, role, children }: Props) {
  return (
    <div class={`note ${level}`} role={role}>
      <LevelIcon level={level} />
      <div>{children}</div>
    </div>
  );
}
