/**
 * The closed list of problem codes. A code is a promise to clients: it never changes its meaning and is never reused.
 * `status` is the HTTP status it travels with, `title` names the kind of problem, `fix` says what a person can do about it.
 */
export const problems = {
  'request.invalid': { status: 400, title: 'Invalid request', fix: 'Correct the named field and send it again.' },
  'request.json_invalid': {
    status: 400,
    title: 'Not JSON',
    fix: 'Send a JSON body with Content-Type application/json.',
  },
  'request.cursor_invalid': { status: 400, title: 'Unknown cursor', fix: 'Start again without a cursor.' },
  'request.too_large': { status: 413, title: 'Request too large', fix: 'Send less at once.' },
  'request.not_found': { status: 404, title: 'No such address', fix: 'See the list of calls at /explorer.' },
  'request.method_not_allowed': {
    status: 405,
    title: 'Method not allowed',
    fix: 'See the list of calls at /explorer.',
  },
  'auth.required': { status: 401, title: 'Not signed in', fix: 'Send a personal token as "Authorization: Bearer …".' },
  'auth.invalid': {
    status: 401,
    title: 'Token not accepted',
    fix: 'Sign in again with a personal token of this server.',
  },
  'auth.forbidden': { status: 403, title: 'Not allowed', fix: 'Ask an administrator of your department.' },
  'department.not_found': {
    status: 404,
    title: 'No such department',
    fix: 'See your departments with GET /api/v1/me.',
  },
  'department.required': { status: 400, title: 'Which department?', fix: 'You belong to several: add departmentId.' },
  'department.slug_taken': { status: 409, title: 'Slug in use', fix: 'Choose another slug.' },
  'person.not_found': { status: 404, title: 'No such person', fix: 'See the list with GET /api/v1/people.' },
  'person.email_taken': { status: 409, title: 'E-mail in use', fix: 'This person exists already.' },
  'token.not_found': { status: 404, title: 'No such token', fix: 'See the list with GET /api/v1/tokens.' },
  'signin.not_found': {
    status: 404,
    title: 'No such code',
    fix: 'Compare it with the code in your editor. It counts for ten minutes and once; after that begin again there.',
  },
  'signin.decided': {
    status: 409,
    title: 'This code was used',
    fix: 'A code counts once. To sign in again, begin again in your editor.',
  },
  'signin.too_many': {
    status: 429,
    title: 'Too many codes',
    fix: 'Wait ten minutes, then begin again in your editor.',
  },
  'issue.not_found': { status: 404, title: 'No such task', fix: 'Check the key, or sync and try again.' },
  'issue.ambiguous': {
    status: 409,
    title: 'More than one task has this key',
    fix: 'Use the task id instead of the key.',
  },
  'issue.changed': {
    status: 409,
    title: 'The task was changed in Notion meanwhile',
    fix: 'Look at the status that it has now, and choose again.',
  },
  'issue.busy': {
    status: 409,
    title: 'Somebody is changing this right now',
    fix: 'Try again in a moment.',
  },
  'issue.id_conflict': {
    status: 409,
    title: 'This id was used for another task',
    fix: 'Use a new id for a new task.',
  },
  'issue.no_status': {
    status: 409,
    title: 'The database has no status',
    fix: 'Add a property named "Status" to the database in Notion, then sync.',
  },
  'issue.no_assignee': {
    status: 409,
    title: 'The database has no assignee',
    fix: 'Add a People property named "Assignee" to the database in Notion, then sync.',
  },
  'person.not_in_notion': {
    status: 409,
    title: 'You were not found in Notion',
    fix: 'An administrator gives you the e-mail here that you use in Notion (PATCH /api/v1/people/{personId}); a guest is assigned to a task there once.',
  },
  'status.not_an_option': {
    status: 409,
    title: 'The database has no such status',
    fix: 'Choose one of the statuses that the database has now; this one may have been renamed or removed.',
  },
  'source.not_found': {
    status: 404,
    title: 'No such database',
    fix: 'See the list with GET /api/v1/departments/{departmentId}/sources.',
  },
  'source.required': {
    status: 400,
    title: 'Which database?',
    fix: 'The department has none, or several: add sourceId.',
  },
  'comment.not_found': { status: 404, title: 'No such comment', fix: 'Check the task and the id.' },
  'comment.id_conflict': {
    status: 409,
    title: 'This comment id was used for something else',
    fix: 'Use a new id for a new comment.',
  },
  'status.not_found': { status: 404, title: 'No such status', fix: 'See the list of statuses of the department.' },
  'run.not_found': { status: 404, title: 'No such run', fix: 'See the list of runs of the department.' },
  'branch.not_found': { status: 404, title: 'No such branch', fix: 'See the list with GET /api/v1/branches.' },
  'worklog.not_found': { status: 404, title: 'No such worklog', fix: 'See the list with GET /api/v1/worklogs.' },
  'worklog.id_conflict': {
    status: 409,
    title: 'This worklog id was used for something else',
    fix: 'Use a new id for a new worklog.',
  },
  'worklog.duration_invalid': { status: 400, title: 'Not a duration', fix: 'Give 1 second to 24 hours.' },
  'worklog.text_invalid': {
    status: 400,
    title: 'Text not usable',
    fix: 'Remove control characters and shorten the text.',
  },
  'worklog.not_settled': { status: 409, title: 'Still being written to Notion', fix: 'Wait a minute and try again.' },
  'proposal.not_found': {
    status: 404,
    title: 'No coding time was tracked there',
    fix: 'See what was tracked with GET /api/v1/proposals.',
  },
  'proposal.exceeded': {
    status: 409,
    title: 'Not so much tracked time is left to book',
    fix: 'It was booked meanwhile, here or elsewhere. Look at the proposals again and book what is left, or log time by hand.',
  },
  'heartbeat.invalid': { status: 400, title: 'Heartbeat not usable', fix: 'Update the extension.' },
  'heartbeat.deleted': {
    status: 410,
    title: 'You deleted your coding time',
    fix: 'Nothing is to be done: what is from before is not taken any more.',
  },
  'events.too_many': {
    status: 429,
    title: 'Too many open streams of events',
    fix: 'Close editor windows or programs that you do not use. The task is still refreshed every few minutes.',
  },
  'notion.auth': {
    status: 401,
    title: 'Notion does not accept the token',
    fix: 'Copy the token of your Notion connection again and save it in the settings.',
  },
  'notion.disabled': {
    status: 409,
    title: 'Notion is not connected',
    fix: 'Enter a token and a database in the settings and switch the connection on.',
  },
  'notion.database_id_invalid': {
    status: 400,
    title: 'Not a Notion database',
    fix: 'Paste the link of the database ("Copy link to view"), or its 32-character id.',
  },
  'notion.is_page': {
    status: 400,
    title: 'This is a page, not a database',
    fix: 'Open the database itself as a full page, then copy its link.',
  },
  'notion.not_shared': {
    status: 404,
    title: 'Not shared with the connection, or does not exist',
    fix: 'In Notion open the database, choose ••• → Connections, and add your connection.',
  },
  'notion.capability': {
    status: 403,
    title: 'The connection may not do this',
    fix: 'Grant the named capability to the connection in Notion.',
  },
  'notion.rate_limited': { status: 503, title: 'Notion asks to wait', fix: 'Nothing to do: it goes on by itself.' },
  'notion.blocked': {
    status: 503,
    title: 'Notion has blocked this connection',
    fix: 'Contact Notion support, then sync by hand to start again.',
  },
  'notion.unavailable': {
    status: 503,
    title: 'Notion cannot be reached',
    fix: 'Jobs try again by themselves; what you asked for, try again in a minute.',
  },
  'notion.unclear': {
    status: 503,
    title: 'Whether Notion saved it is not known yet',
    fix: 'Send the same again in a minute: what is there already is found, and nothing is made twice.',
  },
  'notion.rejected': {
    status: 502,
    title: 'Notion refused the request',
    fix: 'See the detail; check the database in Notion.',
  },
  'notion.page_gone': {
    status: 409,
    title: 'The page cannot be written',
    fix: 'Restore the page in Notion, or share it with the connection again.',
  },
  'notion.property_type': {
    status: 409,
    title: 'The property has another type',
    fix: 'Make "Time Spent" a Number property in Notion, or rename it so that one can be created.',
  },
  'webhook.signature_invalid': {
    status: 401,
    title: 'Not signed by Notion',
    fix: 'Only Notion may call this. If it is Notion, set webhooks up anew under Settings.',
  },
  'webhook.not_expected': {
    status: 409,
    title: 'No verification token is expected',
    fix: 'An administrator starts webhooks under Settings first; within an hour Notion may send its token.',
  },
  'webhook.no_token': {
    status: 409,
    title: 'There is no token to show',
    fix: 'It is shown from when Notion sent it until its first event. If it was not pasted, set webhooks up anew.',
  },
  'webhook.public_url_missing': {
    status: 409,
    title: 'Notion cannot call this server',
    fix: 'Set PUBLIC_URL to the https address at which the internet reaches this server, and start it again.',
  },
  'server.unavailable': {
    status: 503,
    title: 'The database is away',
    fix: 'Nothing was changed. Try again in a moment.',
  },
  'server.internal': { status: 500, title: 'A fault in the server', fix: 'See the server log for this request id.' },
} as const satisfies Record<string, { status: number; title: string; fix: string }>;

/** One of the stable problem codes. */
export type ProblemCode = keyof typeof problems;

/** True when the text is one of the stable problem codes (an older client may meet a newer server). */
export function isProblemCode(text: unknown): text is ProblemCode {
  return typeof text === 'string' && Object.hasOwn(problems, text);
}

/**
 * A failure that a caller can understand. Thrown by rules, turned into an RFC 9457 answer in one place.
 * `detail` is a whole sentence for people and never holds a secret; `field` is the path of the offending input.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly field: string | undefined;

  constructor(code: ProblemCode, detail?: string, field?: string) {
    super(detail ?? problems[code].title);
    this.code = code;
    this.field = field;
  }
}

/** The body of every error answer (RFC 9457). `type` is a path on the server that explains the code. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  fix: string;
  field?: string;
  requestId: string;
}
