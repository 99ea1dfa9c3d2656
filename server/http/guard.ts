import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Role } from '../../shared/api/people.ts';
import { ProblemError } from '../../shared/errors.ts';
import { isUuid } from '../../shared/ids.ts';
import type { Ctx } from '../context.ts';
import { countDepartments } from '../departments/departments.usecases.ts';
import { signIn, type Membership, type SignedIn } from '../people/people.usecases.ts';
import { contextOf, type Services } from '../services.ts';
import type { Env } from './env.ts';

/** Finds out who calls. Every address below /api/v1 is behind it. */
export function authenticate(services: Services): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    const [scheme, token, ...rest] = (c.req.header('authorization') ?? '').trim().split(/\s+/u);
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0) {
      throw new ProblemError('auth.required', 'This call needs a personal token.');
    }
    c.set('signedIn', await signIn(services.db, services.clock, token));
    c.set('isStillSignedIn', () => isAccepted(services, token));
    await next();
  });
}

/** A database that is away is no reason to send somebody off. */
async function isAccepted({ db, clock }: Services, token: string): Promise<boolean> {
  try {
    await signIn(db, clock, token);
    return true;
  } catch (error) {
    return !(error instanceof ProblemError);
  }
}

/**
 * States who may call a route and for which department: the one in the path, the one asked for, or the only one
 * the person has. A department of others does not exist for them.
 */
export function allow(role: Role, where: 'path' | 'query' = 'query'): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    const wanted = where === 'path' ? c.req.param('departmentId') : c.req.query('departmentId');
    enter(c, chooseMembership(c.get('signedIn'), wanted), role);
    await next();
  });
}

/** Refuses, before a body is read, whoever has the role in no department. `allowFor` then looks at the one meant. */
export function allowSomewhere(role: Role): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    const { memberships } = c.get('signedIn');
    if (role === 'administrator' && !memberships.some((membership) => membership.role === role)) {
      throw new ProblemError('auth.forbidden', 'Only an administrator may do this.');
    }
    await next();
  });
}

/** For what concerns all departments at once: whoever is not an administrator of every one of them is refused. */
export function allowEverywhere(services: Services, role: 'administrator'): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    const { memberships } = c.get('signedIn');
    const administered = memberships.filter((membership) => membership.role === role);
    const [first] = administered;
    if (first === undefined || administered.length < (await countDepartments(services.db))) {
      throw new ProblemError('auth.forbidden', 'Only an administrator of every department of this server may do this.');
    }
    enter(c, first, role);
    await next();
  });
}

/** As `allow`, for a department that is named in the body. */
export function allowFor(c: Context<Env>, role: Role, departmentId: string | undefined): void {
  enter(c, chooseMembership(c.get('signedIn'), departmentId), role);
}

/** What concerns only the caller does not ask which department: the first one keeps the audit. */
export function enterAny(c: Context<Env>): void {
  const wanted = c.req.query('departmentId') ?? c.get('signedIn').memberships[0]?.id;
  allowFor(c, 'developer', wanted);
}

/** As `enterAny`, before the route. */
export function allowAny(): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    enterAny(c);
    await next();
  });
}

function enter(c: Context<Env>, membership: Membership, role: Role): void {
  if (role === 'administrator' && membership.role !== 'administrator') {
    throw new ProblemError('auth.forbidden', `Only an administrator of ${membership.name} may do this.`);
  }
  c.set('membership', membership);
}

function chooseMembership({ memberships }: SignedIn, wanted: string | undefined): Membership {
  if (wanted !== undefined) {
    const id = wanted.toLowerCase();
    const found = memberships.find((membership) => membership.id === id);
    if (found === undefined || !isUuid(id)) throw new ProblemError('department.not_found', undefined, 'departmentId');
    return found;
  }
  const [first, ...others] = memberships;
  if (first === undefined) throw new ProblemError('auth.forbidden', 'You belong to no department of this server.');
  if (others.length > 0) {
    const names = memberships.map(({ slug, id }) => `${slug} (${id})`).join(', ');
    throw new ProblemError('department.required', `You belong to several departments: ${names}.`, 'departmentId');
  }
  return first;
}

/** The context of the use case behind a route that `allow` guards. */
export function ctxOf(c: Context<Env>, services: Services): Ctx {
  const { person } = c.get('signedIn');
  const { id, role } = c.get('membership');
  const actor = { kind: 'person', personId: person.id, name: person.name, role } as const;
  return contextOf(services, actor, id, c.get('requestId'), c.get('log'));
}

/** An id from the path: a malformed one is simply not found. */
export function pathId(c: Context<Env>, name: string, notFound: ConstructorParameters<typeof ProblemError>[0]): string {
  const text = (c.req.param(name) ?? '').toLowerCase();
  if (!isUuid(text)) throw new ProblemError(notFound);
  return text;
}
