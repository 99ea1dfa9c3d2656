import { useState } from 'preact/hooks';
import { shortened } from '../state/format.ts';
import { Button } from './button.tsx';

const most = 400;

/** A text a person wrote; a long one is folded. */
export function LongText({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const short = shortened(text, most);
  return (
    <>
      {open ? text : short}
      {short !== text && (
        <>
          {' '}
          <Button class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Less' : 'All of it'}
          </Button>
        </>
      )}
    </>
  );
}
