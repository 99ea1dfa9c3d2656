import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../server/config/environment.ts';
import { openSecretBox, readSecret } from '../../../server/config/secret.ts';
import { openTestDatabase } from '../../support/database.ts';

const work = mkdtempSync(path.join(tmpdir(), 'secret-'));
let folder = '';

afterAll(() => rmSync(work, { recursive: true }));
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(work, 'data-')), 'made later');
});

const inFolder = (more: Record<string, string> = {}) => readEnvironment({ TICKMARK_DATA: folder, ...more });

describe("the installation's secret", () => {
  it('is made at the first start, readable for nobody else, and is the same from then on', () => {
    const secret = readSecret(inFolder());
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readSecret(inFolder())).toBe(secret);
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('is another one in every installation', () => {
    const one = readSecret(inFolder());
    folder = `${folder}, another`;
    expect(readSecret(inFolder())).not.toBe(one);
  });

  it('is TICKMARK_SECRET when that is set, and no file is made then', () => {
    expect(readSecret(inFolder({ TICKMARK_SECRET: 'sixteen letters!' }))).toBe('sixteen letters!');
    expect(existsSync(folder)).toBe(false);
  });

  it('is not made anew over a damaged file: the start is refused with what to do', () => {
    readSecret(inFolder());
    const file = path.join(folder, 'secret');
    writeFileSync(file, 'short\n');
    expect(() => readSecret(inFolder())).toThrow(
      `The secret in ${file} is damaged (shorter than 16 characters). Restore the file from a backup, or set TICKMARK_SECRET`,
    );
    expect(readFileSync(file, 'utf8')).toBe('short\n');
  });

  it('must be in a folder that can be written', () => {
    writeFileSync(path.dirname(folder) + '/file', '');
    folder = path.join(path.dirname(folder), 'file');
    expect(() => readSecret(inFolder())).toThrow(
      /^TICKMARK_DATA: the folder .*file cannot be made or written \(\w+\)/u,
    );
  });
});

describe('a secret and the data it was used for', () => {
  it('fit when it is the same, and are refused with what to do when it is another', async () => {
    const { db, close } = await openTestDatabase();
    const first = await openSecretBox(db, inFolder({ TICKMARK_SECRET: 'the first secret' }));
    const sealed = first.seal('ntn_token', 'place');
    const again = await openSecretBox(db, inFolder({ TICKMARK_SECRET: 'the first secret' }));
    expect(again.open(sealed, 'place')).toBe('ntn_token');
    const other = openSecretBox(db, inFolder({ TICKMARK_SECRET: 'another secret !' }));
    await expect(other).rejects.toThrow(
      /^TICKMARK_SECRET does not fit this data.*Set the secret that this database was made with.*If it is lost, export everything, and import it with --replace --forget-tokens; the Notion tokens are then entered again\.$/u,
    );
    await expect(other).rejects.not.toThrow(/another secret !/u);
    await close();
  });
});
