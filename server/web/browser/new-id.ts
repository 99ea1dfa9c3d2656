import { uuidv7 } from '../../../shared/ids.ts';

/** A new id. Made by our own rule, because the browser's needs https, and a server in an office may have none. */
export function newId(): string {
  return uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
