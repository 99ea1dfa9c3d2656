/** What of an error may be written down. */
export interface DescribedError {
  type: string;
  message: string;
  code?: string;
  /** The statement without its parameters. */
  query?: string;
  /** Where it was thrown. The first line of a stack repeats the message, so it is not here. */
  stack?: string;
  cause?: DescribedError;
}

const deepestCause = 5;

/**
 * An error and its causes without the values they carry: a failed statement names its parameters, which may be hashes
 * of tokens, sealed secrets or people's texts, in its message and in further properties.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' };
  const query = 'query' in error && typeof error.query === 'string' ? error.query : undefined;
  const withParameters = error.message.startsWith('Failed query:');
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /u.test(line));
  return {
    type: error.name,
    message: withParameters ? 'A statement failed.' : error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(query === undefined ? {} : { query }),
    ...(stack === undefined ? {} : { stack: stack.join('\n') }),
    ...(error.cause === undefined || depth === deepestCause ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The same as text for a terminal. */
export function errorText(error: unknown): string {
  const lines: string[] = [];
  let described: DescribedError | undefined = describeError(error);
  while (described !== undefined) {
    const { type, message, query, stack, cause }: DescribedError = described;
    lines.push(`${lines.length === 0 ? '' : 'because of '}${type}: ${message}`);
    if (query !== undefined) lines.push(`    ${query}`);
    if (stack !== undefined) lines.push(stack);
    described = cause;
  }
  return lines.join('\n');
}
