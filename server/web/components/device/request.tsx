import type { ComponentChildren } from 'preact';
import type { Me } from '../../../../shared/api/people.ts';
import type { SignIn } from '../../../../shared/api/sign-ins.ts';
import { useNow } from '../../browser/now.ts';
import { instantText, relative } from '../../state/format.ts';
import { Note } from '../note.tsx';

interface Props {
  signIn: SignIn;
  me: Me;
}

/** Which editor asks for what: everything a person needs to tell their own editor from a stranger's. */
export function Request({ signIn, me }: Props) {
  const { userCode, clientName, clientVersion, address, isYourAddress, createdAt } = signIn;
  const nowMs = useNow();
  const administers = me.departments.filter(({ role }) => role === 'administrator').map(({ name }) => name);
  return (
    <>
      <h2>Let this editor sign in as {me.name}?</h2>
      <p>
        Compare: your editor must show the same code.
        <strong class="code">{userCode}</strong>
      </p>
      <dl class="pairs">
        <Pair term="Editor">{clientName}</Pair>
        {clientVersion !== null && <Pair term="Tickmark extension">{clientVersion}</Pair>}
        <Pair term="Asks from">
          {address}
          {isYourAddress && <span class="muted"> (the address that you use now)</span>}
        </Pair>
        <Pair term="Asked">
          <time dateTime={createdAt} title={instantText(createdAt, me.timeZone)}>
            {relative(Math.min(0, Date.parse(createdAt) - nowMs))}
          </time>
        </Pair>
      </dl>
      <div>
        <h3>In your name it will be able to</h3>
        <ul>
          <li>see your tasks, branches, worklogs and coding time</li>
          <li>log time, which is written to Notion, and send coding time if you switch that on</li>
          <li>change tasks in Notion: status, assignee, comments, new tasks</li>
          <li>make and revoke tokens of yours</li>
          {administers.length > 0 && <li>everything an administrator of {administers.join(', ')} may do</li>}
        </ul>
        <p class="small">Until you sign out there, or revoke its token.</p>
      </div>
      <Note level="warning">
        Approve only what you began yourself, in your own editor, just now. Did somebody send you this link or code?
        Then choose Deny.
        {!isYourAddress && ' It asks from another address than you do now, as an editor on another machine does.'}
      </Note>
    </>
  );
}

function Pair({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
