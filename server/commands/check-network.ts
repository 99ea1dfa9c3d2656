import { ConfigurationError, type Environment } from '../config/environment.ts';
import { listen } from '../http/listen.ts';
import { reachNotion } from '../notion/reach.ts';
import { askServer } from './ask-server.ts';
import type { Finding } from './finding.ts';

/** Notion's times are whole minutes, and watermarks are held a minute behind its clock. */
const clockToleranceMs = 30_000;

/** `server` is where the server answers that has the database, when one runs. */
export async function checkAddress(environment: Environment, server: string | undefined): Promise<Finding> {
  const name = 'Address';
  try {
    const { url, close } = await listen(environment);
    await close();
    return { name, level: 'ok', message: server === undefined ? `${url} is free` : `the server is at ${server}` };
  } catch (error) {
    if (server !== undefined) return { name, level: 'ok', message: `the server is at ${server}` };
    if (!(error instanceof ConfigurationError)) throw error;
    const isOurs = await isTickmark(environment);
    if (isOurs) return { name, level: 'ok', message: `a server of Tickmark is at port ${environment.PORT}` };
    return { name, level: 'failed', message: 'cannot be listened on', fix: error.message };
  }
}

async function isTickmark({ HOST, PORT }: Environment): Promise<boolean> {
  const host = HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST;
  try {
    const answer = await askServer(`http://${host}:${PORT}/health`, { patienceMs: 3000 });
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
    return text.includes('NotionSyncCronJob');
  } catch {
    return false;
  }
}

/** Nothing where there is nothing to say. */
export function checkPublicUrl({ HOST, PUBLIC_URL }: Environment): Finding[] {
  const name = 'PUBLIC_URL';
  if (PUBLIC_URL?.startsWith('http://') === true && !/^http:\/\/(localhost|127\.|\[::1\])/u.test(PUBLIC_URL)) {
    const fix = 'Put a proxy that speaks https before the server: personal tokens travel in every request.';
    return [{ name, level: 'warning', message: 'is not https', fix }];
  }
  if (PUBLIC_URL !== undefined || /^(127\.|localhost$|::1$)/u.test(HOST)) return [];
  const fix = 'Set it to the address that people use: worklog comments link to it.';
  return [{ name, level: 'warning', message: 'is not set, and the server lets other machines in', fix }];
}

/** Whether Notion is reached, and whether its clock and ours agree. */
export async function checkNotion({ NOTION_BASE_URL: url }: Environment, now: () => Date): Promise<Finding[]> {
  const name = 'Notion';
  try {
    const { status, clock } = await reachNotion(url);
    if (status !== 401) {
      const fix = `Is NOTION_BASE_URL right, and does a proxy answer in Notion's place?`;
      return [{ name, level: 'failed', message: `${url} answers HTTP ${status} instead of asking for a token`, fix }];
    }
    return [{ name, level: 'ok', message: `${url} answers` }, checkClock(clock, now())];
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const fix = `This machine needs outgoing connections to ${url}. Check its network, its DNS and its proxy.`;
    return [{ name, level: 'failed', message: `${url} cannot be reached (${reason})`, fix }];
  }
}

function checkClock(theirs: Date | undefined, ours: Date): Finding {
  const name = 'Clock';
  if (theirs === undefined) return { name, level: 'ok', message: 'Notion does not tell the time' };
  const aheadMs = ours.getTime() - theirs.getTime();
  if (Math.abs(aheadMs) <= clockToleranceMs) return { name, level: 'ok', message: "agrees with Notion's" };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return {
    name,
    level: 'warning',
    message: `is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Notion's`,
    fix: 'Set the clock of this machine, and keep it right with NTP.',
  };
}
