const deadlineMs = 10_000;

/** How Notion answers somebody who has no token: `clock` is its own time. */
export interface Reached {
  status: number;
  clock: Date | undefined;
}

/**
 * Knocks at Notion once, without a token, to see whether this machine gets there.
 * @throws Error when nobody answers; says why.
 */
export async function reachNotion(baseUrl: string): Promise<Reached> {
  try {
    const { status, headers } = await globalThis.fetch(`${baseUrl}/v1/users/me`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    const date = Date.parse(headers.get('date') ?? '');
    return { status, clock: Number.isNaN(date) ? undefined : new Date(date) };
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
}
