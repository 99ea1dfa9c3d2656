import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { addressesOf } from './postgres-addresses.ts';
import { migrateEmbedded, migrateWithLock } from '../../server/database/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated, empty embedded database, as a file to start from. */
    snapshot: string;
    /** The same before any migration. */
    blank: string;
    /** A migrated, empty PostgreSQL database to copy; empty when there is none. */
    template: string;
  }
}

const root = path.join(import.meta.dirname, '../..');
const migrations = path.join(root, 'server/database/migrations');

interface Project {
  provide: (name: 'snapshot' | 'blank' | 'template', value: string) => void;
}

/** Builds what runs from `dist`, and makes one migrated database that every test file starts from. */
export default async function setup(project: Project): Promise<() => Promise<void>> {
  const build = promisify(execFile)(process.execPath, ['esbuild.config.mjs'], { cwd: root }).catch(() => {});
  const urls = addressesOf(process.env['TEST_DATABASE_URL']);
  const template = urls.length === 0 ? '' : `tickmark_template_${process.pid}`;
  const [{ blank, snapshot }] = await Promise.all([
    makeSnapshots(),
    build,
    ...urls.map((url) => makeTemplate(url, template)),
  ]);
  project.provide('blank', blank);
  project.provide('snapshot', snapshot);
  project.provide('template', template);
  return async () => {
    await Promise.all(urls.map((url) => administer(url, (sql) => dropCopies(sql, template))));
  };
}

/** Making a database takes seconds, so the files are kept for as long as the migrations are the same. */
async function makeSnapshots(): Promise<{ blank: string; snapshot: string }> {
  const fileOf = (name: string) => path.join(root, 'node_modules/.cache/tickmark', `${name}-${migrationsDigest()}.tar`);
  const files = { blank: fileOf('blank'), snapshot: fileOf('snapshot') };
  if (existsSync(files.blank) && existsSync(files.snapshot)) return files;
  const client = await PGlite.create();
  await dump(client, files.blank);
  await migrateEmbedded(drizzle({ client }), migrations);
  await dump(client, files.snapshot);
  await client.close();
  return files;
}

async function dump(client: PGlite, file: string): Promise<void> {
  const data = await client.dumpDataDir('none');
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await data.arrayBuffer()));
  renameSync(unfinished, file);
}

function migrationsDigest(): string {
  const digest = createHash('sha256');
  for (const name of readdirSync(migrations).filter((entry) => entry.endsWith('.sql'))) {
    digest.update(name).update(readFileSync(path.join(migrations, name)));
  }
  return digest.digest('hex').slice(0, 16);
}

/** The template and what was copied from it. */
async function dropCopies(sql: postgres.Sql, template: string): Promise<void> {
  const found = await sql<{ name: string }[]>`
    select datname as name from pg_database where starts_with(datname, ${template})`;
  for (const { name } of found) await sql.unsafe(`drop database if exists "${name}" with (force)`);
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await administer(url, (sql) => sql.unsafe(`create database "${template}"`));
  const target = new URL(url);
  target.pathname = `/${template}`;
  await migrateWithLock(target.toString(), migrations);
}

async function administer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
