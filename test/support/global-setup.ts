import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { migrateEmbedded, migrateWithLock } from '../../server/database/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated, empty embedded database, as a file to start from. */
    snapshot: string;
    /** A migrated, empty PostgreSQL database to copy; empty when there is none. */
    template: string;
  }
}

const root = path.join(import.meta.dirname, '../..');
const migrations = path.join(root, 'server/database/migrations');

interface Project {
  provide: (name: 'snapshot' | 'template', value: string) => void;
}

/** Builds what runs from `dist`, and makes one migrated database that every test file starts from. */
export default async function setup(project: Project): Promise<() => Promise<void>> {
  const build = promisify(execFile)(process.execPath, ['esbuild.config.mjs'], { cwd: root }).catch(() => {});
  const url = process.env['TEST_DATABASE_URL'];
  const [snapshot, template] = await Promise.all([makeSnapshot(), makeTemplate(url), build]);
  project.provide('snapshot', snapshot);
  project.provide('template', template);
  return async () => {
    if (url !== undefined) await administer(url, (sql) => sql.unsafe(`drop database if exists "${template}"`));
  };
}

/** Making a database takes seconds, so the file is kept for as long as the migrations are the same. */
async function makeSnapshot(): Promise<string> {
  const file = path.join(root, 'node_modules/.cache/tickmark', `snapshot-${migrationsDigest()}.tar`);
  if (existsSync(file)) return file;
  const client = await PGlite.create();
  await migrateEmbedded(drizzle({ client }), migrations);
  const dump = await client.dumpDataDir('none');
  await client.close();
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()));
  renameSync(unfinished, file);
  return file;
}

function migrationsDigest(): string {
  const digest = createHash('sha256');
  for (const name of readdirSync(migrations).filter((entry) => entry.endsWith('.sql'))) {
    digest.update(name).update(readFileSync(path.join(migrations, name)));
  }
  return digest.digest('hex').slice(0, 16);
}

async function makeTemplate(url: string | undefined): Promise<string> {
  if (url === undefined) return '';
  const template = `tickmark_template_${process.pid}`;
  await administer(url, (sql) => sql.unsafe(`create database "${template}"`));
  const target = new URL(url);
  target.pathname = `/${template}`;
  await migrateWithLock(target.toString(), migrations);
  return template;
}

async function administer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
