import { useEffect, useRef, useState } from 'preact/hooks';
import type { Proposal } from '../../../../shared/api/booking.ts';
import { formatDuration } from '../../../../shared/duration.ts';
import { newId } from '../../browser/new-id.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { exactDuration, leftText, readParts, secondsOf, wholePart, type TypedPart } from '../../state/booking-parts.ts';
import type { Failure } from '../../state/failure.ts';
import { calendarDayText } from '../../state/format.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Field } from '../field.tsx';
import { Form } from '../form.tsx';

interface Props {
  proposal: Proposal;
  /** It is over, with a sentence when something was done. */
  onEnd: (text: string | undefined) => void;
}

/** Books the tracked time of a day and task in parts: less of it, split, or moved to other tasks. */
export function BookingEditor({ proposal, onEnd }: Props) {
  const { api, department } = useSession();
  const [parts, setParts] = useState<TypedPart[]>(() => [wholePart(proposal, newId())]);
  const [wrong, setWrong] = useState<Failure>();
  const action = useAction();
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const { day, source, issue, branches, proposedSeconds } = proposal;
  const named = { day, source, departmentId: department.id };
  const change = (id: string, part: Partial<TypedPart>) =>
    setParts(parts.map((one) => (one.id === id ? { ...one, ...part } : one)));
  const add = () => {
    const left = Math.max(0, proposedSeconds - secondsOf(parts));
    setParts([...parts, { id: newId(), key: '', duration: left === 0 ? '' : exactDuration(left), text: '' }]);
  };
  const submit = async () => {
    const read = readParts(parts, proposedSeconds);
    setWrong(read.ok ? undefined : read.failure);
    if (!read.ok || action.busy) return;
    const body = { ...named, parts: read.parts };
    if ((await action.run(() => api.send('POST', '/proposals/book', body))) === undefined) return;
    onEnd(
      `Booked ${formatDuration(secondsOf(parts))} in ${parts.length === 1 ? 'one worklog' : `${parts.length} worklogs`}.`,
    );
  };
  const leaveOut = async () => {
    if ((await action.run(() => api.send('POST', '/proposals/omit', named))) === undefined) return;
    onEnd('Left out. It stays tracked and can be proposed again.');
  };
  const failure = wrong ?? action.failure;
  return (
    <div ref={form} class="editor">
      <Form label="Split or move" onSubmit={submit}>
        <h3>
          {formatDuration(proposedSeconds)} of {issue?.key ?? branches[0]?.branch ?? 'no branch'},{' '}
          {calendarDayText(day)}
        </h3>
        {parts.map((part, index) => (
          <PartFields
            key={part.id}
            part={part}
            index={index}
            failure={failure}
            onChange={(fields) => change(part.id, fields)}
            onRemove={parts.length > 1 ? () => setParts(parts.filter(({ id }) => id !== part.id)) : undefined}
          />
        ))}
        <p class="hint" role="status">
          {leftText(parts, proposedSeconds)}
        </p>
        <FailureNote title="Nothing was booked." failure={failure} />
        <div class="buttons">
          <button type="submit" class="primary" disabled={action.busy}>
            Book
          </button>
          <Button onClick={add}>Add a part</Button>
          <Button disabled={action.busy} onClick={() => void leaveOut()}>
            Leave out
          </Button>
          <Button class="quiet" onClick={() => onEnd(undefined)}>
            Cancel
          </Button>
        </div>
      </Form>
    </div>
  );
}

interface PartProps {
  part: TypedPart;
  index: number;
  failure: Failure | undefined;
  onChange: (fields: Partial<TypedPart>) => void;
  onRemove: (() => void) | undefined;
}

function PartFields({ part, index, failure, onChange, onRemove }: PartProps) {
  return (
    <fieldset class="part">
      <legend class="hidden">Part {index + 1}</legend>
      <Field
        label="Task"
        placeholder="NT-42"
        field={`parts.${index}.key`}
        maxLength={100}
        value={part.key}
        failure={failure}
        onValue={(key) => onChange({ key })}
      />
      <Field
        label="Duration"
        placeholder="1h 30m"
        field={`parts.${index}.seconds`}
        maxLength={50}
        value={part.duration}
        failure={failure}
        onValue={(duration) => onChange({ duration })}
      />
      <Field
        label="Text"
        field={`parts.${index}.text`}
        maxLength={2000}
        value={part.text}
        failure={failure}
        onValue={(text) => onChange({ text })}
      />
      {onRemove !== undefined && (
        <Button class="quiet" aria-label={`Remove part ${index + 1}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </fieldset>
  );
}
