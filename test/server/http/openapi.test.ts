import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { problems } from '../../../shared/errors.ts';
import { useTestServer } from '../../support/server.ts';
import { callsOf, readDescription, type Description } from './description.ts';

const root = join(import.meta.dirname, '../../..');

describe('the description of the API', () => {
  const server = useTestServer();
  let description: Description;
  beforeEach(async () => {
    description = await readDescription(server());
  });

  it('is the one that is kept beside the code; "npm run openapi" brings that up to date', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const released = { ...description, info: { ...description.info, version } };
    await expect(`${JSON.stringify(released, null, 2)}\n`).toMatchFileSnapshot(join(root, 'server/http/openapi.json'));
  });

  it('says that it is OpenAPI 3.1, and of what', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/u);
    expect(description.info).toMatchObject({ title: 'Tickmark', version: expect.any(String) as unknown });
    expect(description.servers).toEqual([{ url: '/api/v1' }]);
    expect(description.components.securitySchemes).toEqual({
      token: { type: 'http', scheme: 'bearer' },
      notionSignature: { type: 'apiKey', in: 'header', name: 'X-Notion-Signature' },
    });
  });

  it('is sound: names are unique, path parameters are declared, references lead somewhere', () => {
    const calls = callsOf(description);
    const ids = calls.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of calls) {
      expect(path).toMatch(/^(\/[a-z.]+|\/\{[a-zA-Z]+\})+$/u);
      const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b))).toEqual(
        inPath.toSorted((a = '', b = '') => a.localeCompare(b)),
      );
      expect(declared.every(({ required }) => required === true)).toBe(true);
      const parameters = (operation.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(parameters).size).toBe(parameters.length);
      expect(operation.tags).toHaveLength(1);
      expect(operation.summary).not.toBe('');
    }
    const text = JSON.stringify(description);
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/gu)) {
      expect(Object.keys(description.components.schemas)).toContain(name);
    }
    // What OpenAPI 3.0 wrote differently than JSON Schema does.
    expect(text).not.toMatch(/"nullable":|"exclusiveM(?:in|ax)imum":(?:true|false)/u);
  });

  it('tells for every call what it answers, and that it may answer a problem', () => {
    for (const { operation } of callsOf(description)) {
      const { default: problem, ...answers } = operation.responses;
      expect(problem?.content?.['application/problem+json']?.schema.$ref).toBe('#/components/schemas/Problem');
      expect(Object.keys(answers)).not.toHaveLength(0);
      for (const [status, answer] of Object.entries(answers)) {
        expect(Number(status)).toBeGreaterThanOrEqual(200);
        expect(Number(status)).toBeLessThan(300);
        expect(answer.description).not.toBe('');
        if (status !== '204')
          expect(Object.values(answer.content ?? {})).toMatchObject([{ schema: expect.anything() as unknown }]);
      }
    }
  });

  it('tells for every call who may make it', () => {
    for (const { operation, role } of callsOf(description)) {
      expect(['developer', 'administrator', 'notion']).toContain(role);
      expect(operation.description).toMatch(new RegExp(`Who may call it: ${role}[.,]`, 'u'));
    }
    const signed = callsOf(description).filter(({ role }) => role === 'notion');
    expect(signed.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /notion/webhooks/{departmentId}']);
  });

  it('lists every problem code with its status, what it means and what to do', () => {
    for (const [code, { status, title, fix }] of Object.entries(problems)) {
      expect(description.info.description).toContain(`| \`${code}\` | ${status} | ${title} | ${fix} |`);
    }
  });

  it('names the manual sync, which the explorer runs', () => {
    const call = callsOf(description).find(({ path }) => path === '/notion/sync/{departmentId}');
    expect(call).toMatchObject({ method: 'POST', role: 'administrator' });
  });
});
