import { OutsideLink } from '../outside-link.tsx';

/** Where the token and the link come from, for a person who does this for the first time. */
export function ConnectionGuide() {
  return (
    <details open>
      <summary>Where do I find these?</summary>
      <ol>
        <li>
          In Notion, open <OutsideLink href="https://www.notion.so/profile/integrations">your connections</OutsideLink>{' '}
          and make an internal one for your workspace, with the capabilities to read, update and insert content, to read
          and insert comments, and to read user information with e-mail addresses. Copy its token.
        </li>
        <li>Open the database of your tasks as a full page, choose ••• → Connections, and add your connection.</li>
        <li>Copy the link of the database and paste it here.</li>
        <li>If the database has no property of type ID yet, add one: it gives every task its key, such as NT-42.</li>
      </ol>
    </details>
  );
}
