import { get, type IncomingMessage } from 'node:http';
import { BackupRefusedError } from '../backup/refused.ts';

interface Asking {
  token?: string;
  /** How long nothing may come. */
  patienceMs: number;
}

/**
 * Asks a server on this machine, at an address that it has told itself.
 * @returns the answer's body; reading it fails when it is cut off.
 * @throws BackupRefusedError with the server's own words when it refuses.
 */
export async function askServer(url: string, { token, patienceMs }: Asking): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = get(url, { headers, timeout: patienceMs }, resolve);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error) =>
      reject(new BackupRefusedError(`The server at ${url} gives no answer (${error.message}).`)),
    );
  });
  if (answer.statusCode === 200) return answer;
  throw new BackupRefusedError(`The server refuses: ${await refusalOf(answer)}`);
}

async function refusalOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  try {
    const { detail, fix } = JSON.parse(text) as { detail: string; fix: string };
    return `${detail} ${fix}`;
  } catch {
    return `HTTP ${answer.statusCode}`;
  }
}
