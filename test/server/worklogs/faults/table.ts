/** What may go wrong, and what is expected then. */
export const faults = {
  F1: ['the process is killed before the request leaves', 'it is repeated once after the restart'],
  F2: ['the process is killed after the other side has stored it', 'nothing is done twice'],
  F3: ['no answer comes, and it was stored', 'nothing is done twice'],
  F4: ['no answer comes, and it was not stored', 'one repeat does it'],
  F5: ['no answer comes, and it is stored 40 s later', 'nothing is done twice'],
  F6: ['503 says that it was saved', 'it is confirmed by reading and never repeated'],
  F7: ['503 without guidance, 500, 502 or 504', 'it is looked for, then repeated'],
  F8: ['429 with every kind of Retry-After', 'nothing leaves before its time'],
  F9: ['429 says that the connection is blocked', 'it stops and says so'],
  F10: ['529 or 409', 'it is repeated'],
  F11: ['401 in the middle of a rotation', 'it is blocked, and goes on with the new token'],
  F12: ['403, a capability is missing', 'it is blocked and says which, and the number is written'],
  F13: ['the page is unshared, in the trash or gone', 'it is blocked, and comes when the page is back'],
  F14: ['the property is missing, renamed, of another type, or not written', 'it is made, found or said'],
  F15: ['two servers do it at once', 'it is done once'],
  F16: ['a person edits the number between our read and write', 'it is noticed and kept or said'],
  F17: ['a person resolves or deletes the comment before it is looked for', 'a person is asked'],
  F18: ['the client repeats itself', 'it is the same worklog, or a conflict'],
  F19: ['the database fails after the other side has answered', 'nothing is done twice'],
  F20: ['200 with an empty, cut or HTML body', 'it is taken as unclear'],
  F23: ['clocks are wrong', 'nothing is lost or doubled'],
  F24: ['a backup one hour old is restored', 'nothing is done twice'],
  F25: ['the disk is full', 'it is refused early, with no half state'],
  F26: ['servers restart again and again while it is done', 'it is done once'],
} as const satisfies Record<string, readonly [fault: string, expected: string]>;

export type Fault = keyof typeof faults;

export const operations = {
  A: 'booking a worklog',
  C: 'posting the comment',
  T: 'writing Time Spent',
  S: 'adding the property',
} as const;

export type Operation = keyof typeof operations;

/** Which faults have to be survived in which operations. */
export const marked = {
  F1: 'ACTS',
  F2: 'ACTS',
  F3: 'ACTS',
  F4: 'ACTS',
  F5: 'CTS',
  F6: 'CTS',
  F7: 'CTS',
  F8: 'CTS',
  F9: 'CTS',
  F10: 'CTS',
  F11: 'CTS',
  F12: 'C',
  F13: 'CT',
  F14: 'TS',
  F15: 'ACTS',
  F16: 'T',
  F17: 'C',
  F18: 'A',
  F19: 'ACTS',
  F20: 'CTS',
  F23: 'AC',
  F24: 'ACT',
  F25: 'ACTS',
  F26: 'ACTS',
} as const satisfies Record<Fault, string>;

type Letters<T extends string> = T extends `${infer First}${infer Rest}` ? First | Letters<Rest> : never;

/** A marked cell, as `F3 C`. */
export type Cell = { [F in Fault]: `${F} ${Letters<(typeof marked)[F]>}` }[Fault];

export const cells = Object.entries(marked).flatMap(([fault, letters]) =>
  letters.split('').map((operation) => `${fault} ${operation}` as Cell),
);

/** A cell by its name, such as `F3 C: posting the comment, no answer comes, and it was stored: …`. */
export function nameOf(cell: Cell): string {
  const [fault, operation] = cell.split(' ') as [Fault, Operation];
  const [what, expected] = faults[fault];
  return `${cell}: ${operations[operation]} while ${what}: ${expected}`;
}
