import type { ValidationTargets } from 'hono';
import { describeRoute, resolver, validator } from 'hono-openapi';
import { z } from 'zod';
import { problem } from '../../shared/api/common.ts';
import type { Role } from '../../shared/api/people.ts';
import { ProblemError } from '../../shared/errors.ts';

/** People by their role; or Notion, which has no personal token and signs what it sends. */
type Caller = Role | 'notion';

interface Description {
  tag: string;
  summary: string;
  description?: string;
  /** Who may call it; the guard beside it enforces the same. */
  who: Caller;
  /** Empty for a call that answers 204 and nothing more. */
  answers: Record<number, { schema: z.ZodType; description: string; contentType?: string }>;
}

/** Describes a call for the OpenAPI document, with the problem answer that every call may give. */
export function describe({ tag, summary, description, who, answers }: Description) {
  const responses = Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      {
        description: answer.description,
        content: { [answer.contentType ?? 'application/json']: { schema: resolver(answer.schema) } },
      },
    ]),
  );
  return describeRoute({
    tags: [tag],
    summary,
    description: [description, accessOf(who)].filter(Boolean).join('\n\n'),
    // OpenAPI 3.1 lets a security requirement name the roles that a call needs.
    security: [who === 'notion' ? { notionSignature: [] } : { token: [who] }],
    responses: {
      ...(Object.keys(answers).length === 0 ? { 204: { description: 'Done' } } : responses),
      default: {
        description: 'Problem details',
        content: { 'application/problem+json': { schema: resolver(problem) } },
      },
    },
  });
}

function accessOf(who: Caller): string {
  if (who !== 'notion') return `Who may call it: ${who}.`;
  return 'Who may call it: notion, which signs the body with the verification token of the department.';
}

/**
 * Checks one part of the request; what is wrong becomes a problem that names the field and not its value. A query with
 * a field that is not known is refused too: a filter with a slip in its name would answer everything.
 */
export function input<S extends z.ZodType, T extends keyof ValidationTargets>(target: T, schema: S) {
  const checked = target === 'query' && schema instanceof z.ZodObject ? (schema.strict() as unknown as S) : schema;
  return validator(target, checked, (result) => {
    if (result.success) return;
    throw invalidInput(result.error[0]);
  });
}

const longestShown = 200;

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

function invalidInput(issue: Issue | undefined): ProblemError {
  const unknownField = issue !== undefined && 'keys' in issue && Array.isArray(issue.keys) ? issue.keys[0] : undefined;
  const path = (issue?.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  const field = [...path, ...(unknownField === undefined ? [] : [String(unknownField)])]
    .join('.')
    .slice(0, longestShown);
  const reason = unknownField === undefined ? reasonOf(issue) : 'is not known here';
  if (field === '') return new ProblemError('request.invalid', `The request is wrong: ${reason}.`);
  return new ProblemError('request.invalid', `"${field}": ${reason}.`, field);
}

function reasonOf(issue: Issue | undefined): string {
  const text = (issue?.message ?? 'is wrong').replace(/^Invalid (string|input): /u, '');
  return text.slice(0, longestShown);
}
