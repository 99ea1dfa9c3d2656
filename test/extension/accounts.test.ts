import { expect, test } from 'vitest';
import { sessionChanges, sessionOf } from '../../extension/core/accounts.ts';
import { ana } from './support/context.ts';

const there = { ...ana, address: 'https://tickmark.example.com' };

test('an account is named after the person and the server', () => {
  expect(sessionOf(there)).toEqual({
    id: 'https://tickmark.example.com ana',
    accessToken: 'tm_a',
    account: { id: 'https://tickmark.example.com ana', label: 'Ana Lima (tickmark.example.com)' },
    scopes: [],
  });
});

test('the same person at two servers is two accounts', () => {
  const [one, two] = [sessionOf(ana), sessionOf(there)];
  expect(one.account.id).not.toBe(two.account.id);
  expect(one.account.label).not.toBe(two.account.label);
});

test('what came, went and changed is told, and nothing when nothing did', () => {
  const [one, two] = [sessionOf(ana), sessionOf(there)];
  const renewed = sessionOf({ ...ana, token: 'tm_new' });
  expect(sessionChanges([one], [one])).toBeNull();
  expect(sessionChanges([], [one])).toEqual({ added: [one], removed: [], changed: [] });
  expect(sessionChanges([one, two], [renewed])).toEqual({ added: [], removed: [two], changed: [renewed] });
});
