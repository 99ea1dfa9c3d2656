import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dashed, parseNotionReference, plain } from '../../shared/notion-id.ts';

const id = '1f3a9c2e8b7d4f5a8e2b1c4d6e9a0f3b';
const uuid = '1f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3b';
const view = '0123456789abcdef0123456789abcdef';
const page = 'fedcba9876543210fedcba9876543210';

function found(text: string): unknown {
  const reference = parseNotionReference(text);
  return reference.ok ? [reference.id, reference.viewId, reference.rowPageId] : reference.code;
}

function refusal(text: string): string {
  const reference = parseNotionReference(text);
  return reference.ok ? '' : reference.message;
}

describe('what people paste as a database', () => {
  it('the database id is the 32 characters right before ?v=', () => {
    expect(found(`https://www.notion.so/acme/My-Tasks-${id}?v=${view}`)).toEqual([id, view, null]);
  });

  it('dashes in a pasted id are stripped, so both forms give the same value', () => {
    expect(found(uuid)).toEqual([id, null, null]);
    expect(found(id)).toEqual([id, null, null]);
    expect(found('1F3A-9C2E8B7D4F5A8E2B1C4D6E9A0F3B-')).toEqual([id, null, null]);
    expect(found('1f3a-9c2e8b7d4f5a8e2b1c4d6e9a0f3b-')).toEqual([id, null, null]);
  });

  it.each([
    id.toUpperCase(),
    uuid.toUpperCase(),
    `  ${id}\n`,
    `<${uuid}>`,
    `"${id}"`,
    ` "${id}" `,
    `" ${id} "`,
    `Tasks_${id}`,
    `COLLECTION://${uuid}`,
    `\`${id}\``,
    `https://www.notion.so/${id}`,
    `https://www.notion.so/${id}/`,
    `https://www.notion.so/${uuid}`,
    `https://notion.so/acme/${id}`,
    `https://www.notion.com/acme/Tasks-${id}`,
    `https://notion.com/${id}`,
    `https://app.notion.com/p/${id}`,
    `https://app.notion.com/p/Tasks-${id}`,
    `https://app.notion.com/p/${uuid}`,
    `https://acme.notion.site/Tasks-${id}`,
    `https://acme-2.notion.site/${id}#section`,
    `http://www.notion.so/${id}`,
    `HTTPS://WWW.NOTION.SO/acme/Tasks-${id.toUpperCase()}`,
    `https://www.notion.so:443/${id}`,
    `https://ada@www.notion.so/${id}`,
    `www.notion.so/acme/Tasks-${id}`,
    `notion.so/${id}`,
    `app.notion.com/p/${id}`,
    `notion://www.notion.so/acme/Tasks-${id}`,
    `collection://${uuid}`,
    `collection://${id}`,
    `Tasks-${id}`,
    `Tasks-${uuid}`,
    `https://www.notion.so/acme/Caf%C3%A9-${id}?pvs=4`,
    `https://www.notion.so/acme/Tasks-${id}?pvs=4#${page}`,
  ])('the id is found in %j', (text) => {
    expect(found(text)).toEqual([id, null, null]);
  });

  it('an id of a newer UUID version is as good as any', () => {
    expect(found('2ffd528e-87ee-8160-9c01-000000123456')).toEqual(['2ffd528e87ee81609c01000000123456', null, null]);
    expect(found('f'.repeat(32))).toEqual(['f'.repeat(32), null, null]);
  });

  it('a row open in a peek names the row beside the database, with and without a title in the link', () => {
    expect(found(`https://www.notion.so/ws/Tasks-${id}?v=${view}&p=${page}&pm=s`)).toEqual([id, view, page]);
    expect(found(`https://www.notion.so/ws/${id}?v=${view}&p=${page}&pm=s`)).toEqual([id, view, page]);
    expect(found(`https://www.notion.so/ws/${id}?p=${dashed(page)}`)).toEqual([id, null, page]);
  });

  it('of several ids in the path the last one is taken', () => {
    expect(found(`https://www.notion.so/${page}/${id}/edit`)).toEqual([id, null, null]);
  });

  it('the same id in any form and link gives the same answer', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
    const wrap = fc.constantFrom(
      (text: string) => text,
      (text: string) => `https://www.notion.so/acme/My-Tasks-${text}?v=${view}`,
      (text: string) => `https://app.notion.com/p/${text}`,
      (text: string) => `collection://${text}`,
    );
    fc.assert(
      fc.property(hex, wrap, fc.boolean(), fc.boolean(), (bare, link, withDashes, upper) => {
        const written = withDashes ? dashed(bare) : bare;
        const [first] = [found(link(upper ? written.toUpperCase() : written))].flat();
        expect(first).toBe(bare);
      }),
    );
  });
});

describe('what is refused', () => {
  it('the view behind ?v= is never taken for the database', () => {
    const text = `https://www.notion.so/acme/My-Tasks?v=${view}`;
    expect(found(text)).toBe('notion.database_id_invalid');
    expect(refusal(text)).toContain('Only the id of a view was found, behind “?v=”.');
    expect(found(`?v=${view}`)).toBe('notion.database_id_invalid');
    expect(refusal(`VIEW://${view}`)).toContain('This is the id of a view');
    expect(refusal(`view://${view}`)).toContain('This is the id of a view');
  });

  it('a link to another site is refused by name', () => {
    expect(refusal(`https://github.com/acme/${id}`)).toContain('github.com is not an address of Notion.');
    for (const host of ['notion.so.evil.example', 'evilnotion.so', 'notion.site', 'a.b.notion.site', 'x.notion.so']) {
      expect(found(`https://${host}/${id}`)).toBe('notion.database_id_invalid');
    }
    for (const link of ['github.com', 'GITHUB.COM', 'HTTPS://GITHUB.COM', 'https://localhost', 'HTTPS://LOCALHOST']) {
      expect(refusal(`${link}/acme/${id}`)).toMatch(/^(?:github\.com|localhost) is not an address of Notion\./);
    }
    expect(found(`https://notion.so@evil.example/${id}`)).toBe('notion.database_id_invalid');
  });

  it('a row open in a peek alone is no database', () => {
    expect(found(`https://www.notion.so/acme?p=${page}`)).toBe('notion.database_id_invalid');
  });

  it.each([
    'My Tasks',
    '/TASK-42',
    'NT-42',
    id.slice(1),
    `${id}0`,
    `a${uuid}`,
    `${id.slice(0, 31)}g`,
    `https://www.notion.so/acme/Tasks${id}`,
    `x0${id}`,
    `x9${id}`,
    'https://www.notion.so/acme',
    `https://www.notion.so/acme#${id}`,
    '-'.repeat(32),
  ])('%j holds no id', (text) => {
    expect(found(text)).toBe('notion.database_id_invalid');
    expect(refusal(text)).toContain('No id of 32 letters a–f and digits was found.');
  });

  it('nothing pasted is said to be nothing', () => {
    expect(refusal('  ')).toContain('Nothing was pasted.');
    expect(refusal('""')).toContain('Nothing was pasted.');
  });

  it('every refusal says where to find the link', () => {
    for (const text of ['', 'x', `?v=${view}`, `view://${view}`, 'https://example.com']) {
      expect(refusal(text)).toMatch(/Open the database as a full page in Notion and copy the link from “Share”\.$/);
    }
  });

  it('whatever is pasted, the answer is 32 lower-case hex digits or a refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^[0-9a-fA-F-]{30,40}$/)), (text) => {
        const reference = parseNotionReference(text);
        if (reference.ok) expect(reference.id).toMatch(/^[0-9a-f]{32}$/);
        else expect(reference.message).not.toBe('');
      }),
    );
  });
});

describe('the two spellings of an id', () => {
  it('dashed and plain undo each other', () => {
    expect(dashed(id)).toBe(uuid);
    expect(dashed(uuid.toUpperCase())).toBe(uuid);
    expect(plain(uuid)).toBe(id);
    expect(plain(uuid.toUpperCase())).toBe(id);
  });

  it.each(['', id.slice(1), `${id}0`, `${id.slice(1)}g`])('%j cannot be dashed', (text) => {
    expect(() => dashed(text)).toThrow(RangeError);
  });
});
