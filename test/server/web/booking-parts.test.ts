import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../shared/api/booking.ts';
import { parseDuration } from '../../../shared/duration.ts';
import {
  exactDuration,
  leftText,
  readParts,
  wholePart,
  type TypedPart,
} from '../../../server/web/state/booking-parts.ts';

const part = (duration: string, key = 'NT-42', text = ''): TypedPart => ({
  id: `${key} ${duration}`,
  key,
  duration,
  text,
});

const proposal: Proposal = {
  id: '2026-03-02:x',
  day: '2026-03-02',
  source: 'x',
  issue: { id: 'x', key: 'NT-42', title: 'Sign-in', url: 'https://example.org' },
  trackedSeconds: 3600,
  bookedSeconds: 0,
  byHandSeconds: 0,
  leftOutSeconds: 0,
  unloggedSeconds: 3600,
  proposedSeconds: 3600,
  branches: [],
  text: 'sign in',
};

describe('the parts of a booking', () => {
  it('begin as one with all that is proposed, on its task', () => {
    expect(wholePart(proposal, 'id')).toEqual({ id: 'id', key: 'NT-42', duration: '1h', text: 'sign in' });
    expect(wholePart({ ...proposal, issue: null }, 'id').key).toBe('');
    expect(wholePart({ ...proposal, issue: { id: 'x', key: null, title: '', url: '' } }, 'id').key).toBe('x');
  });

  it.each([0, 1, 59, 60, 61, 3600, 3661, 5400, 86_400])(
    'spell %i seconds so that they can be read again',
    (seconds) => {
      const read = parseDuration(exactDuration(seconds));
      expect(read.ok ? read.seconds : 0).toBe(seconds);
    },
  );

  it('say what they leave, and what is too much', () => {
    expect(leftText([part('40m'), part('20m')], 3600)).toBe('Nothing is left over.');
    expect(leftText([part('40m'), part('oops')], 3600)).toBe('20 m stay to be logged.');
    expect(leftText([part('1h'), part('30s')], 3600)).toBe('30 s more than there is to log.');
  });

  it('are read as the API takes them', () => {
    expect(readParts([part('40m', ' NT-42 ', ' one '), part('20', 'NT-43')].slice(0, 1), 3600)).toEqual({
      ok: true,
      parts: [{ id: ' NT-42  40m', key: 'NT-42', seconds: 2400, text: 'one' }],
    });
  });

  it('are refused with the field that is wrong', () => {
    const fieldOf = (parts: TypedPart[]) => {
      const read = readParts(parts, 3600);
      return read.ok ? null : read.failure.field;
    };
    expect(fieldOf([part('40m'), part('20m', ' ')])).toBe('parts.1.key');
    expect(fieldOf([part('soon')])).toBe('parts.0.seconds');
    expect(fieldOf([part('40m'), part('21m')])).toBe('seconds');
  });
});
