/** An answer other than 200, in the shape the Notion API gives it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly additionalData: Record<string, string | string[]> | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { additionalData?: Record<string, string | string[]>; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.additionalData = more.additionalData;
    this.headers = more.headers ?? {};
  }
}

/** 400: the request is understood but cannot be carried out as it is. */
export function invalid(message: string): Problem {
  return new Problem(400, 'validation_error', message);
}

/** 404: unknown, unshared and wrong kind of id look the same on purpose, as they do in Notion. */
export function notFound(kind: string, id: string, integrationName: string): Problem {
  return new Problem(
    404,
    'object_not_found',
    `Could not find ${kind} with ID: ${id}. Make sure the relevant pages and databases are shared with your integration "${integrationName}".`,
  );
}

/** 403: the connection lacks a capability. */
export function restricted(message = 'Insufficient permissions for this endpoint.'): Problem {
  return new Problem(403, 'restricted_resource', message);
}

/** Body of an error answer. */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    object: 'error',
    status: problem.status,
    code: problem.code,
    message: problem.message,
    ...(problem.additionalData === undefined ? {} : { additional_data: problem.additionalData }),
    request_id: requestId,
  };
}
