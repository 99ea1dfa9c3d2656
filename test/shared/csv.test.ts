import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../shared/csv.ts';

/** Reads one line of CSV by the grammar of RFC 4180. */
function readLine(line: string): string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/guy;
  for (let match = cell.exec(line); match !== null; match = cell.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') break;
  }
  expect(cell.lastIndex).toBe(line.length);
  return cells;
}

describe('a line of CSV', () => {
  it('quotes what has commas, quotes and line ends, and ends in CR LF', () => {
    expect(csvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', null, 5400, ''])).toBe(
      'plain,"a,b","say ""hi""","two\nlines",,5400,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '＝1+1', '\uFEFF=1', '=HYPERLINK("http://example.com","x")'])(
    'takes the power from a text that a spreadsheet would run: %j',
    (text) => {
      expect(readLine(csvLine([text]))).toEqual([`'${text}`]);
    },
  );

  it.each([
    ['fixed; =HYPERLINK(1);', "fixed;' =HYPERLINK(1);"],
    ['a;=1', "a;'=1"],
    ['first\n=1+1\nlast', "first\n'=1+1\nlast"],
    ['\t=1', "'\t'=1"],
    ['a\r\n- list\r\n- list', "a\r\n'- list\r\n'- list"],
  ])('does so too where a spreadsheet that cuts at semicolons would begin a cell: %j', (text, cell) => {
    expect(readLine(csvLine([text]))).toEqual([cell]);
  });

  it('leaves signs inside of a text as they are', () => {
    expect(readLine(csvLine(['a-b; c=d, x@y; 1 + 1']))).toEqual(['a-b; c=d, x@y; 1 + 1']);
  });

  it('leaves numbers as they are, below zero too', () => {
    expect(csvLine([-5, 0.25])).toBe('-5,0.25\r\n');
  });

  it('can be read back, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const read = readLine(csvLine(texts));
        const bare = (text: string) => text.replaceAll("'", '');
        expect(read.map(bare)).toEqual(texts.map(bare));
        expect(read.flatMap((text) => text.split(/[;\t\r\n]/u)).filter((text) => /^\s*[=+\-@]/u.test(text))).toEqual(
          [],
        );
      }),
    );
  });
});
