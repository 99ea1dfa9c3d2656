import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import type { Failure } from '../state/failure.ts';

/** Apart, because each type allows other roles. */
const types = {
  text: { type: 'text' },
  password: { type: 'password' },
  email: { type: 'email' },
  search: { type: 'search' },
  date: { type: 'date' },
  time: { type: 'time' },
} as const satisfies Record<string, InputHTMLAttributes>;

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  type?: keyof typeof types;
  placeholder?: string;
  autocomplete?: 'off' | 'current-password' | 'new-password' | 'name' | 'email';
  spellcheck?: boolean;
  autofocus?: boolean;
  required?: boolean;
  maxLength?: number;
  disabled?: boolean;
  hint?: ComponentChildren;
  /** Marks the field when the failure is about it. */
  failure?: Failure | undefined;
  /** As the API calls the field. */
  field?: string;
}

/** A labelled text input with its hint and its error. */
export function Field({ label, value, onValue, type = 'text', hint, failure, field, ...rest }: Props) {
  const id = useId();
  const wrong = failure !== undefined && field !== undefined && failure.field === field;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...rest}
        {...types[type]}
        id={id}
        value={value}
        aria-invalid={wrong ? 'true' : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly (readonly [value: V, text: string])[];
  onValue: (value: V) => void;
  /** The label is for screen readers only, where the place says it already. */
  quiet?: boolean;
  disabled?: boolean;
}

/** A labelled select box. */
export function Choice<V extends string>({ label, value, options, onValue, quiet, disabled }: ChoiceProps<V>) {
  const id = useId();
  const choose = (text: string) => {
    const chosen = options.find(([option]) => option === text)?.[0];
    if (chosen !== undefined) onValue(chosen);
  };
  return (
    <div class="field">
      <label for={id} class={quiet === true ? 'hidden' : undefined}>
        {label}
      </label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface CheckProps {
  label: ComponentChildren;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  /** Drawn as a switch. */
  toggle?: boolean;
  disabled?: boolean;
}

export function Check({ label, checked, onChecked, toggle, disabled }: CheckProps) {
  return (
    <label class={toggle === true ? 'check toggle' : 'check'}>
      <input
        type="checkbox"
        role={toggle === true ? 'switch' : undefined}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
