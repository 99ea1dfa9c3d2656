import { destination, pino, stdTimeFunctions, type Logger } from 'pino';
import { describeError } from './describe-error.ts';

/** Lines of JSON on standard error. What could hold a secret or people's texts is left out of errors. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: ['token', '*.token', 'authorization', '*.authorization', '*.sealedToken'], censor: '[hidden]' },
      serializers: { err: describeError },
    },
    destination({ fd: 2, sync: true }),
  );
}
