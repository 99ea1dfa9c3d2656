import type { ValidationTargets } from 'hono';
import { describeRoute, resolver, validator } from 'hono-openapi';
import type { z } from 'zod';
import { problem } from '../../shared/api/common.ts';
import { ProblemError } from '../../shared/errors.ts';

type Who = 'anyone' | 'developer' | 'administrator';

interface Description {
  tag: string;
  summary: string;
  description?: string;
  /** Who may call it; the guard beside it enforces the same. */
  who: Who;
  answers: Record<number, { schema: z.ZodType; description: string }>;
}

/** Describes a call for the OpenAPI document, with the problem answer that every call may give. */
export function describe({ tag, summary, description, who, answers }: Description) {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { description: answer.description, content: { 'application/json': { schema: resolver(answer.schema) } } },
    ]),
  );
  return describeRoute({
    tags: [tag],
    summary,
    description: [description, `Who may call it: ${who}.`].filter(Boolean).join('\n\n'),
    ...(who === 'anyone' ? { security: [] } : {}),
    responses: {
      ...responses,
      default: {
        description: 'Problem details',
        content: { 'application/problem+json': { schema: resolver(problem) } },
      },
    },
  });
}

/** Checks one part of the request; what is wrong becomes a problem that names the field and not its value. */
export function input<S extends z.ZodType, T extends keyof ValidationTargets>(target: T, schema: S) {
  return validator(target, schema, (result) => {
    if (result.success) return;
    const first = result.error[0];
    const field = (first?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    throw new ProblemError('request.invalid', sentence(field, first?.message ?? 'is wrong'), field || undefined);
  });
}

function sentence(field: string, message: string): string {
  const text = message.replace(/^Invalid (string|input): /u, '');
  return field === '' ? `The request is wrong: ${text}.` : `"${field}": ${text}.`;
}
