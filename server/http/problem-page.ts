import { html } from 'hono/html';
import { isProblemCode, problems } from '../../shared/errors.ts';

/** What a problem's `type` leads to: what the code means and what to do about it. Undefined for an unknown code. */
export function problemPage(code: string) {
  if (!isProblemCode(code)) return undefined;
  const { title, status, fix } = problems[code];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Tickmark</title>
        <link rel="icon" href="/favicon.svg" />
        <link rel="stylesheet" href="/app.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${fix}</p>
          <p><code>${code}</code>, HTTP ${status}</p>
          <p><a href="/">Tickmark</a></p>
        </main>
      </body>
    </html>`;
}
