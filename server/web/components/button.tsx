import type { ButtonHTMLAttributes } from 'preact';

/** A button that does something on this page, which is what nearly every button does. */
export function Button(props: ButtonHTMLAttributes) {
  return <button type="button" {...props} />;
}
