import { environmentSchema, type Environment } from '../config/environment.ts';

const hidden = new Set(['TICKMARK_SECRET', 'TICKMARK_ADMIN_TOKEN', 'NOTION_TOKEN']);

/** Every variable with its value in force, a line each. What is secret is said to be set and not shown. */
export function showEnvironment(environment: Environment): string[] {
  const names = Object.keys(environmentSchema.shape) as (keyof Environment)[];
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${shown(name, environment[name])}`);
}

function shown(name: keyof Environment, value: Environment[keyof Environment]): string {
  if (value === undefined || String(value) === '') return '(not set)';
  if (hidden.has(name)) return '(set, not shown)';
  return name === 'DATABASE_URL' ? withoutPassword(String(value)) : String(value);
}

/** Passwords also stand in the parameters of an address. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password !== '') url.password = 'not-shown';
  url.search = '';
  return url.toString();
}
