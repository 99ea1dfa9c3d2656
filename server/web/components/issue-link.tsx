import { shortened } from '../state/format.ts';
import { OutsideLink } from './outside-link.tsx';

/** Longest title in a table; Notion allows 2000 characters. */
const longestTitle = 160;

interface Props {
  url: string;
  title: string;
  /** Shown before the title, where no column holds it. */
  keyText?: string | null;
}

/** A task as a link to its page in Notion. */
export function IssueLink({ url, title, keyText }: Props) {
  return (
    <OutsideLink href={url}>
      {keyText != null && <b>{keyText} </b>}
      {title === '' ? 'Untitled' : shortened(title, longestTitle)}
    </OutsideLink>
  );
}
