/** The keywords that the official API description uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  maxLength?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  allOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}

interface Verdict {
  errors: string[];
  /** Property names some part of the schema knows. */
  known: Set<string>;
  /** Whether some part of the schema allows no others. */
  closed: boolean;
}

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function fitsType(type: string, value: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

function unknownKeys({ known, closed }: Verdict, value: unknown): string[] {
  return closed && typeof value === 'object' && value !== null
    ? Object.keys(value).filter((key) => !known.has(key))
    : [];
}

function faults(verdict: Verdict, value: unknown): number {
  return verdict.errors.length + unknownKeys(verdict, value).length;
}

function ownErrors(schema: JsonSchema, value: unknown): string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const wrong = [
    types.length > 0 && !types.some((type) => fitsType(type, value)) && `is not ${types.join(' or ')}`,
    'const' in schema && schema.const !== value && `is not ${JSON.stringify(schema.const)}`,
    schema.enum !== undefined && !schema.enum.includes(value) && `is none of ${schema.enum.join(', ')}`,
    typeof value === 'string' && value.length > (schema.maxLength ?? Infinity) && 'is too long',
    typeof value === 'string' && formats[schema.format ?? '']?.test(value) === false && `is no ${schema.format}`,
    Array.isArray(value) && value.length > (schema.maxItems ?? Infinity) && 'has too many items',
  ];
  return wrong.filter((text) => text !== false);
}

/** A checker for values against the schemas of one document. Closed objects are judged over all parts of an allOf together. */
export function schemaChecker(document: { components: { schemas: Record<string, JsonSchema> } }) {
  function resolve(reference: string): JsonSchema {
    const schema = document.components.schemas[reference.split('/').at(-1) ?? ''];
    if (schema === undefined) throw new Error(`No schema ${reference}`);
    return schema;
  }

  function childErrors(schema: JsonSchema, value: unknown, path: string): string[] {
    if (Array.isArray(value)) {
      const { items } = schema;
      return items === undefined ? [] : value.flatMap((item, index) => check(items, item, `${path}[${index}]`));
    }
    if (typeof value !== 'object' || value === null) return [];
    const missing = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `${path}.${key} is missing`);
    const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    const errors = Object.entries(value).flatMap(([key, child]) => {
      const childSchema = schema.properties?.[key] ?? others;
      return childSchema === undefined ? [] : check(childSchema, child, `${path}.${key}`);
    });
    return [...missing, ...errors];
  }

  /** The first branch that fits, or the one that fits best. */
  function bestOf(branches: readonly JsonSchema[], value: unknown, path: string): Verdict[] {
    const verdicts = branches.map((branch) => judge(branch, value, path));
    return verdicts.toSorted((left, right) => faults(left, value) - faults(right, value)).slice(0, 1);
  }

  function judge(schema: JsonSchema, value: unknown, path: string): Verdict {
    const parts = [
      ...(schema.$ref === undefined ? [] : [judge(resolve(schema.$ref), value, path)]),
      ...(schema.allOf ?? []).map((part) => judge(part, value, path)),
      ...(schema.oneOf === undefined ? [] : bestOf(schema.oneOf, value, path)),
      ...(schema.anyOf === undefined ? [] : bestOf(schema.anyOf, value, path)),
    ];
    const own = ownErrors(schema, value).map((text) => `${path} ${text}`);
    return {
      errors: [...own, ...childErrors(schema, value, path), ...parts.flatMap(({ errors }) => errors)],
      known: new Set([...Object.keys(schema.properties ?? {}), ...parts.flatMap(({ known }) => [...known])]),
      closed: schema.additionalProperties === false || parts.some(({ closed }) => closed),
    };
  }

  /** What is wrong with a value, as sentences; empty when nothing is. */
  function check(schema: JsonSchema, value: unknown, path = 'answer'): string[] {
    const verdict = judge(schema, value, path);
    return [...verdict.errors, ...unknownKeys(verdict, value).map((key) => `${path}.${key} is unknown`)];
  }

  return check;
}
