import type { ComponentChildren } from 'preact';

interface Props {
  /** Names the form for screen readers, where no heading does. */
  label?: string;
  /** Lays the fields out in a line. */
  inline?: boolean;
  onSubmit: () => Promise<void>;
  children: ComponentChildren;
}

/** A form that is sent by script. */
export function Form({ label, inline, onSubmit, children }: Props) {
  const submit = (event: Event) => {
    event.preventDefault();
    void onSubmit();
  };
  return (
    <form class={inline === true ? 'inline' : undefined} aria-label={label} autocomplete="off" onSubmit={submit}>
      {children}
    </form>
  );
}
