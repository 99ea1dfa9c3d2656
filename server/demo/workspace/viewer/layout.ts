import { html } from 'hono/html';

export type Html = ReturnType<typeof html>;

/** A whole document: the banner that tells it from Notion, and its content. */
export function layout(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – Sample workspace</title>
        <link rel="icon" href="/viewer.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/viewer.css" />
      </head>
      <body>
        <header class="banner">
          <p><strong>Sample Notion workspace</strong> — this is where your team’s Notion page would open.</p>
          <a href="/">All tasks</a>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
}

/** A page that says why there is nothing else to see. */
export function messagePage(heading: string, text: string, back: { href: string; label: string }): Html {
  return layout(
    heading,
    html`<h1>${heading}</h1>
      <p>${text}</p>
      <p><a href="${back.href}">${back.label}</a></p>`,
  );
}
