import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readVariables } from '../../../server/config/dotenv.ts';
import { ConfigurationError } from '../../../server/config/environment.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dotenv-'));
const file = path.join(folder, '.env');

afterAll(() => rmSync(folder, { recursive: true }));

describe('a file .env beside the environment', () => {
  it('is read, with comments and quotes', () => {
    writeFileSync(file, '# how we run it\nPORT=5000\nNOTION_SYNC_CRON="0 */5 * * * *"\n');
    expect(readVariables(file, {})).toEqual({ PORT: '5000', NOTION_SYNC_CRON: '0 */5 * * * *' });
  });

  it('gives way to what the environment sets', () => {
    writeFileSync(file, 'PORT=5000\nHOST=::1\n');
    expect(readVariables(file, { PORT: '6000' })).toEqual({ PORT: '6000', HOST: '::1' });
  });

  it('counts where the environment holds an empty variable, which is as good as none', () => {
    writeFileSync(file, 'PORT=5000\n');
    expect(readVariables(file, { PORT: '', HOST: ' ' })).toEqual({ PORT: '5000' });
  });

  it('may be missing', () => {
    expect(readVariables(path.join(folder, 'none'), { PORT: '6000' })).toEqual({ PORT: '6000' });
  });

  it('is named when it cannot be read', () => {
    const read = () => readVariables(folder, {});
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(`The file ${folder} cannot be read (EISDIR). Correct it or remove it.`);
  });
});
