import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../server/notion/schema-change.ts';
import { describeChanges } from '../../../server/notion/schema-notes.ts';
import { noProperties } from '../../../server/notion/schema.ts';

const option = (id: string, name: string, group: 'to_do' | 'in_progress' | 'complete' | null = 'in_progress') => ({
  id,
  name,
  group,
  groupName: group === null ? null : `Group ${group}`,
  color: null,
});

const before: Reading = {
  schema: {
    prefix: 'NT',
    properties: [
      { id: 't', name: 'Name', type: 'title' },
      { id: 'u', name: 'ID', type: 'unique_id' },
      { id: 's', name: 'Status', type: 'status' },
      { id: 'o', name: 'Owner', type: 'people' },
      { id: 'h', name: 'Time Spent', type: 'number' },
    ],
    options: [option('q', 'QA'), option('d', 'Done', 'complete')],
    priorities: [],
  },
  properties: { ...noProperties, title: 't', uniqueId: 'u', status: 's', assignee: 'o', timeSpent: 'h' },
};

function changed(change: (reading: Reading) => void) {
  const after = structuredClone(before);
  change(after);
  return describeChanges(before, after);
}

const property = ({ schema }: Reading, id: string) => {
  const found = schema.properties.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no property ${id}`);
  return found;
};

describe('what changed in a data source is told to its administrator with what to do', () => {
  it('and nothing is told when nothing changed, or only what is not read', () => {
    expect(changed(() => {})).toEqual([]);
    expect(changed(({ schema }) => schema.properties.push({ id: 'x', name: 'Budget', type: 'number' }))).toEqual([]);
  });

  it('when the prefix is another one', () => {
    const [note] = changed(({ schema }) => {
      schema.prefix = 'ENG';
    });
    expect(note?.message).toBe('The prefix of keys is ENG now and was NT. Old keys and their branches stay linked.');
    expect(note?.fix).toBe('Name new branches with the new prefix.');
  });

  it('when a property is renamed, and then there is nothing to do', () => {
    const notes = changed((after) => {
      property(after, 'o').name = 'Assignee';
    });
    expect(notes).toEqual([
      { message: '"Owner" is called "Assignee" now and is read as before.', fix: 'Nothing to do.' },
    ]);
  });

  it('when a property is removed, with what that means and what to add', () => {
    const notes = changed(({ schema, properties }) => {
      schema.properties = schema.properties.filter(({ id }) => id !== 'o');
      properties.assignee = null;
    });
    expect(notes).toEqual([
      {
        message: '"Owner", which was read as the assignee, was removed, so tasks have no assignee.',
        fix: 'Add a property called Assignee, of type Person, in Notion.',
      },
    ]);
  });

  it('when a property gets a type that cannot be read', () => {
    const [note] = changed((after) => {
      property(after, 'h').type = 'rich_text';
      after.properties.timeSpent = null;
    });
    expect(note?.message).toContain(
      '"Time Spent", which was read as the time spent, is of type rich_text now and was number',
    );
    expect(note?.fix).toContain('Change its type back to number in Notion');
  });

  it('when another property takes the place of one, or a first one comes', () => {
    const [replaced] = changed(({ schema, properties }) => {
      schema.properties = schema.properties.filter(({ id }) => id !== 'o');
      schema.properties.push({ id: 'r', name: 'Responsible', type: 'people' });
      properties.assignee = 'r';
    });
    expect(replaced?.message).toBe(
      '"Owner", which was read as the assignee, was removed; "Responsible" is read instead.',
    );
    const [first] = changed(({ schema, properties }) => {
      schema.properties.push({ id: 'p', name: 'Priority', type: 'select' });
      properties.priority = 'p';
    });
    expect(first?.message).toBe('"Priority" is read as the priority now.');
  });

  it('when a status is renamed, moved to another group or removed', () => {
    const told = (change: (reading: Reading) => void) => changed(change).map(({ message }) => message);
    expect(told(({ schema }) => schema.options.splice(0, 1, option('q', 'In test')))).toEqual([
      'The status "QA" is called "In test" now; no task counts as moved by that.',
    ]);
    expect(told(({ schema }) => schema.options.splice(0, 1, option('q', 'QA', 'complete')))).toEqual([
      'The status "QA" is in the group Group complete now.',
    ]);
    expect(told(({ schema }) => schema.options.splice(0, 1))).toEqual(['The status "QA" was removed.']);
  });
});
