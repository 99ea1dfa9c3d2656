import { expect } from 'vitest';
import type { Fault, FaultMatch } from '../../../server/demo/workspace/faults.ts';
import type { TestServer } from '../../support/server.ts';
import { deliverWith, withNotionAt } from './support.ts';

const guidance = { retry_guidance: 'The change was saved. Re-read the object; do not repeat the request.' };
/** Notion's word that a write was saved although its answer failed. */
export const saved503 = { kind: 'status', status: 503, additionalData: guidance } as const;

/** Every way an answer may be lost or spoiled, with and without the request having been saved. */
export const unclear: [string, Fault][] = [
  ['a reset before it was saved', { answer: { kind: 'reset' }, effect: 'none' }],
  ['a reset after it was saved', { answer: { kind: 'reset' }, effect: 'applied' }],
  ['an answer that is cut off', { answer: { kind: 'cut' } }],
  ['half of the JSON', { answer: { kind: 'truncated' } }],
  ['an empty answer', { answer: { kind: 'empty' } }],
  ['200 from a proxy, in HTML, saved', { answer: { kind: 'html', status: 200 }, effect: 'applied' }],
  ['200 from a proxy, in HTML, not saved', { answer: { kind: 'html', status: 200 }, effect: 'none' }],
  ['other JSON than Notion’s', { answer: { kind: 'status', status: 200, body: '{"ok":true}' }, effect: 'none' }],
  ['502 in HTML', { answer: { kind: 'html', status: 502 } }],
  ['500, not saved', { answer: { kind: 'status', status: 500 } }],
  ['500, saved', { answer: { kind: 'status', status: 500 }, effect: 'applied' }],
  ['503 without guidance, not saved', { answer: { kind: 'status', status: 503 } }],
  ['503 without guidance, saved', { answer: { kind: 'status', status: 503 }, effect: 'applied' }],
  ['503 that says it was saved', { answer: saved503, effect: 'applied' }],
  ['504, saved', { answer: { kind: 'status', status: 504 }, effect: 'applied' }],
];

/** The same where the answer never comes: each takes the whole deadline of a request. */
export const endless: [string, Fault][] = [
  ['no answer at all, not saved', { answer: { kind: 'silence' }, effect: 'none' }],
  ['no answer at all, saved', { answer: { kind: 'silence' }, effect: 'applied' }],
  ['an answer that stops in the middle', { answer: { kind: 'stalled' } }],
];

export const posting: FaultMatch = { method: 'POST', path: '/v1/comments' };
export const numbering: FaultMatch = { method: 'PATCH', path: '/v1/pages' };

/** One look of the outbox, of which the first matching request meets the fault. */
export async function meet(server: TestServer, match: FaultMatch, fault: Fault): Promise<void> {
  const { faults } = server.sample.workspace;
  const handle = faults.next(match, fault);
  await deliverWith(withNotionAt(server, server.services.environment.NOTION_BASE_URL, 200));
  expect(handle.hits()).toBe(1);
  faults.clear();
}
