import { z } from 'zod';

const flagless = (text: unknown) => (typeof text === 'string' && text.trim() === '' ? undefined : text);
const optionalText = z.preprocess(flagless, z.string().trim().optional());
const httpAddress = z.url({ protocol: /^https?$/u }).transform((text) => text.replace(/\/+$/u, ''));

/** Every environment variable, with its default and what it is for. The README's table is checked against this. */
export const environmentSchema = z.object({
  PORT: z.preprocess(flagless, z.coerce.number().int().min(0).max(65_535).default(4242)).describe('port of the server'),
  HOST: z
    .preprocess(flagless, z.string().default('127.0.0.1'))
    .describe('address to listen on; 0.0.0.0 lets other machines in'),
  PUBLIC_URL: z
    .preprocess(flagless, httpAddress.optional())
    .describe('address people reach the server at; worklog comments link to it'),
  DATABASE_URL: z
    .preprocess(flagless, z.url({ protocol: /^postgres(ql)?$/u }).optional())
    .describe('PostgreSQL 15 or newer; without it an embedded database in TICKMARK_DATA is used'),
  TICKMARK_DATA: z
    .preprocess(flagless, z.string().default('./.tickmark'))
    .describe('folder of the embedded database and the generated secret'),
  TICKMARK_SECRET: z
    .preprocess(flagless, z.string().min(16).max(1000).optional())
    .describe('encrypts the Notion tokens, 16 characters or more; made in TICKMARK_DATA when not set'),
  TICKMARK_ADMIN_TOKEN: z
    .preprocess(
      flagless,
      z
        .string()
        .regex(/^[!-~]{20,200}$/u, 'must be 20 to 200 printable characters')
        .optional(),
    )
    .describe('personal token of the first administrator, for automation'),
  NOTION_TOKEN: optionalText.describe('makes the first connection at first start, with NOTION_DATABASE_ID'),
  NOTION_DATABASE_ID: optionalText.describe('link or id of the database for the first connection'),
  NOTION_ISSUE_PREFIX: z
    .preprocess(
      flagless,
      z
        .string()
        .max(20)
        .regex(/^[A-Za-z][A-Za-z0-9]*$/u, 'must start with a letter and hold only letters and digits')
        .default('NT'),
    )
    .describe('prefix of task keys in branch names, unless a department sets its own'),
  NOTION_SYNC_CRON: z
    .preprocess(flagless, z.string().default('0 */10 * * * *'))
    .describe('when to poll Notion: Spring cron, six fields, seconds first, UTC'),
  NOTION_REQUESTS_PER_MINUTE: z
    .preprocess(flagless, z.coerce.number().int().min(1).max(6000).default(180))
    .describe('request budget per Notion connection; 600 on Business and Enterprise plans'),
  NOTION_BASE_URL: z
    .preprocess(flagless, httpAddress.default('https://api.notion.com'))
    .describe('address of the Notion API'),
  LOG_LEVEL: z
    .preprocess(flagless, z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'))
    .describe('how much is logged'),
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
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigurationError(`The configuration is wrong, so the server did not start:\n${lines.join('\n')}`);
}
