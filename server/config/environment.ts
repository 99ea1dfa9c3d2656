import { z } from 'zod';

const blankAsUnset = (text: unknown) => (typeof text === 'string' && text.trim() === '' ? undefined : text);
/** A variable that may be left out, or set to nothing. */
const variable = <S extends z.ZodType>(schema: S) => z.preprocess(blankAsUnset, schema);

const text = z.string().trim();

function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return text
    .regex(/^\d{1,9}$/u, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
}

const httpAddress = text
  .refine((address) => {
    const url = parsedUrl(address);
    return url !== null && /^https?:$/u.test(url.protocol) && url.username === '' && !/[?#]/u.test(address);
  }, 'must be an address such as https://tickmark.example.com')
  .transform((address) => address.replace(/\/+$/u, ''));

const postgresAddress = text.refine((address) => {
  const url = parsedUrl(address);
  return url !== null && /^postgres(ql)?:$/u.test(url.protocol) && url.hostname !== '' && isDecodable(address);
}, 'must be an address such as postgres://user:password@host:5432/database');

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const origins = text
  .transform((written) => written.split(/[\s,]+/u))
  .refine(
    (all) => all.every((origin) => /^https?:\/\/(\*\.)?[\w-]+(\.[\w-]+)*(:\d{1,5})?$/u.test(origin)),
    'must hold origins such as https://code.example.com or https://*.example.com, with a space between',
  );

/** Every environment variable, with its default and what it is for. The README's table is checked against this. */
export const environmentSchema = z.object({
  PORT: variable(wholeNumber(0, 65_535).default(4242)).describe('port of the server'),
  HOST: variable(
    text.regex(/^[^\s/]+$/u, 'must be an address or a name of this machine, such as 127.0.0.1').default('127.0.0.1'),
  ).describe('address to listen on; 0.0.0.0 lets other machines in'),
  PUBLIC_URL: variable(httpAddress.optional()).describe(
    "address people reach the server at; worklog comments link to it, Notion's webhooks call it",
  ),
  TRUSTED_PROXIES: variable(wholeNumber(0, 9).default(0)).describe(
    'how many proxies in front of the server add the address of the caller to X-Forwarded-For',
  ),
  WEB_EDITOR_ORIGINS: variable(origins.default([])).describe(
    'where VS Code in the browser runs, such as https://*.vscode-cdn.net for vscode.dev; lets the extension there call this server',
  ),
  DATABASE_URL: variable(postgresAddress.optional()).describe(
    'PostgreSQL 15 or newer; without it an embedded database in TICKMARK_DATA is used',
  ),
  TICKMARK_DATA: variable(z.string().default('./.tickmark')).describe(
    'folder of the embedded database and the generated secret',
  ),
  TICKMARK_SECRET: variable(
    z.string().min(16, 'must hold 16 characters or more').max(1000, 'must hold 1000 characters at most').optional(),
  ).describe('encrypts the Notion tokens, 16 characters or more; made in TICKMARK_DATA when not set'),
  TICKMARK_ADMIN_TOKEN: variable(
    text.regex(/^[!-~]{20,200}$/u, 'must hold 20 to 200 printable characters without spaces').optional(),
  ).describe('personal token of the first administrator, for automation'),
  NOTION_TOKEN: variable(text.optional()).describe(
    'makes the first connection at first start, with NOTION_DATABASE_ID',
  ),
  NOTION_DATABASE_ID: variable(text.optional()).describe(
    'link or id of the database for the first connection; several with a space or comma between',
  ),
  NOTION_ISSUE_PREFIX: variable(
    text
      .max(20, 'must hold 20 characters at most')
      .regex(/^[A-Za-z][A-Za-z0-9]*$/u, 'must start with a letter and hold only letters and digits')
      .default('NT'),
  ).describe('prefix of task keys in branch names, unless a department sets its own'),
  NOTION_SYNC_CRON: variable(text.default('0 */10 * * * *')).describe(
    'when to poll Notion: Spring cron, six fields, seconds first, UTC',
  ),
  NOTION_RECONCILE_CRON: variable(text.default('0 30 2 * * *')).describe(
    'when to compare every row with Notion, which finds what edits do not tell; in the same form',
  ),
  NOTION_REQUESTS_PER_MINUTE: variable(wholeNumber(1, 6000).default(180)).describe(
    'request budget per Notion connection; 600 on Business and Enterprise plans',
  ),
  NOTION_BASE_URL: variable(httpAddress.default('https://api.notion.com')).describe('address of the Notion API'),
  LOG_LEVEL: variable(text.pipe(z.enum(logLevels, `must be one of ${logLevels.join(', ')}`)).default('info')).describe(
    'how much is logged',
  ),
});

export type Environment = Readonly<z.infer<typeof environmentSchema>>;

/** A wrong variable: says which one and why, and never repeats its value, which may be a secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the configuration from environment variables.
 * @throws ConfigurationError naming every wrong variable.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return Object.freeze(parsed.data);
  const reasons = new Map(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  const lines = [...reasons].map(([name, reason]) => `  ${name} ${reason}`);
  throw new ConfigurationError(`The configuration is wrong, so the server did not start:\n${lines.join('\n')}`);
}

function parsedUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Users and passwords are percent-encoded in an address; the driver takes them apart. */
function isDecodable(address: string): boolean {
  try {
    return decodeURIComponent(address) !== '';
  } catch {
    return false;
  }
}
