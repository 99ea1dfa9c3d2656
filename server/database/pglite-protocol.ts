/** Messages between the server and the thread that runs the embedded database. */
export interface QueryRequest {
  id: number;
  kind: 'query' | 'begin' | 'commit' | 'rollback' | 'close';
  /** Set for statements inside a transaction. */
  transaction?: number;
  sql?: string;
  params?: unknown[];
  rowMode?: 'array' | 'object';
}

export interface QueryAnswer {
  id: number;
  result?: unknown;
  error?: SerialisedError;
}

/** An error that survives the way between threads with what callers look at. */
export interface SerialisedError {
  message: string;
  code?: string;
  constraint?: string;
  detail?: string;
  table?: string;
  stack?: string;
}

export function serialiseError(error: unknown): SerialisedError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  const extra: Partial<SerialisedError> = {};
  for (const name of ['code', 'constraint', 'detail', 'table'] as const) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string') extra[name] = value;
  }
  return { message, ...(stack === undefined ? {} : { stack }), ...extra };
}

export function reviveError(serialised: SerialisedError): Error {
  const { message, ...rest } = serialised;
  return Object.assign(new Error(message), rest);
}
