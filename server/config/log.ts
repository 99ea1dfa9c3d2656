import { destination, pino, stdSerializers, stdTimeFunctions, type Logger } from 'pino';

/** Lines of JSON on standard error. What could hold a secret or people's texts is left out of errors. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: ['token', '*.token', 'authorization', '*.authorization', '*.sealedToken'], censor: '[hidden]' },
      serializers: { err: errorWithoutValues },
    },
    destination({ fd: 2, sync: true }),
  );
}

/** A failed statement carries its parameters, which may be sealed tokens or worklog texts: only its text is kept. */
export function errorWithoutValues(error: Error): unknown {
  if (!('query' in error)) return stdSerializers.err(error);
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { type: error.name, message: cause ?? 'a statement failed', query: String(error.query) };
}
