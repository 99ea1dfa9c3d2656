import { Hono } from 'hono';
import { pageOf } from '../../shared/api/common.ts';
import * as api from '../../shared/api/departments.ts';
import { membership } from '../../shared/api/people.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, allowSomewhere, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { changeDepartment, createDepartment, readDepartment } from './departments.usecases.ts';

const tag = 'Departments';
const one = { 200: { schema: api.department, description: 'The department' } };

export function departmentRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/departments',
    describe({
      tag,
      summary: 'My departments',
      who: 'developer',
      answers: { 200: { schema: pageOf(membership), description: 'The departments, with my role' } },
    }),
    (c) => c.json({ items: c.get('signedIn').memberships, nextCursor: null }),
  );

  routes.post(
    '/departments',
    describe({
      tag,
      summary: 'Make a department',
      description: 'For administrators of any department; who makes it becomes its administrator.',
      who: 'administrator',
      answers: { 201: { schema: api.department, description: 'The new department' } },
    }),
    allowSomewhere('administrator'),
    input('json', api.newDepartment),
    async (c) => {
      const administered = c.get('signedIn').memberships.find(({ role }) => role === 'administrator');
      allowFor(c, 'administrator', administered?.id);
      return c.json(await createDepartment(ctxOf(c, services), c.req.valid('json')), 201);
    },
  );

  routes.get(
    '/departments/:departmentId',
    describe({ tag, summary: 'One department', who: 'developer', answers: one }),
    allow('developer', 'path'),
    async (c) => c.json(await readDepartment(ctxOf(c, services))),
  );

  routes.patch(
    '/departments/:departmentId',
    describe({ tag, summary: 'Change a department', who: 'administrator', answers: one }),
    allow('administrator', 'path'),
    input('json', api.departmentPatch),
    async (c) => c.json(await changeDepartment(ctxOf(c, services), c.req.valid('json'))),
  );

  return routes;
}
