import { randomUUID } from 'node:crypto';
import postgres from 'postgres';

export interface ThrowAwayDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** An empty database on the server at `serverUrl`. */
export async function makeDatabase(serverUrl: string): Promise<ThrowAwayDatabase> {
  const name = `replicas_${randomUUID().replaceAll('-', '')}`;
  const administrator = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await administrator.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: async () => {
      await administrator.unsafe(`drop database ${name} with (force)`);
      await administrator.end();
    },
  };
}
