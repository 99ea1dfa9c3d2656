/** How the pages look, in light and dark. The colors of options are close to Notion's own. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #191919);
  --card: light-dark(#ffffff, #202020);
  --text: light-dark(#2b2a27, #e7e7e5);
  --quiet: light-dark(#6b6a66, #a5a4a0);
  --line: light-dark(#e4e3df, #383836);
  --edge: light-dark(#8f8d88, #7d7b77);
  --link: light-dark(#1c5aa6, #86b8f7);
  --accent: light-dark(#1c5aa6, #2f6fbd);
  --mark: light-dark(#e8f1fc, #1d3149);
  --banner: light-dark(#fdf0cc, #40340f);
  --banner-line: light-dark(#ecd591, #5f4e1a);
  --notice: light-dark(#fadfdc, #4d2825);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); text-underline-offset: 0.15em; }
a, h1, td, p { overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }

.banner {
  display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; justify-content: center;
  padding: 0.6rem 1rem; background: var(--banner); border-bottom: 1px solid var(--banner-line);
}
.banner p { margin: 0; }
.banner a { color: inherit; white-space: nowrap; }

main {
  max-width: 52rem; margin: 1.5rem auto; padding: 1.5rem 2.5rem 2.5rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
}
main:has(.rows) { max-width: 66rem; }
h1 { margin: 0.25rem 0 0.5rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; }
h1.long { font-size: 1rem; font-weight: 400; line-height: 1.5; letter-spacing: 0; }
h2 { margin: 0 0 0.5rem; font-size: 1.1rem; }
section { margin-top: 2.25rem; }
.quiet, .path, .hours { color: var(--quiet); }
.quiet, .path { font-size: 0.875rem; margin: 0; }
.key { white-space: nowrap; font-variant-numeric: tabular-nums; }
.notice { padding: 0.5rem 0.75rem; border-radius: 6px; background: var(--notice); }
:target { background: var(--mark); box-shadow: -0.4rem 0 var(--mark), 0.4rem 0 var(--mark); scroll-margin-top: 12rem; }

table { width: 100%; border-collapse: collapse; }
th { color: var(--quiet); font-weight: 400; font-size: 0.875rem; text-align: start; }
.properties { margin: 1.25rem 0; }
.properties th { width: 9.5rem; padding: 0.35rem 1rem 0.35rem 0; vertical-align: top; line-height: 1.7; }
.properties td { padding: 0.35rem 0; }
.text { white-space: pre-wrap; }
.block { margin: 0.5rem 0; }
.block .block { margin-inline-start: 1.5rem; }

.chips, .people { display: inline-flex; flex-wrap: wrap; gap: 0.3rem 0.75rem; }
.chip {
  display: inline-block; padding: 0.05rem 0.55rem; border-radius: 4px; font-size: 0.875rem;
  background: light-dark(#ebeae7, #3b3b39); color: light-dark(#45443f, #dad9d5);
}
.chip.brown { background: light-dark(#f0e4dc, #4a382d); color: light-dark(#5f402a, #e8d3c5); }
.chip.orange { background: light-dark(#fbe4cf, #56391d); color: light-dark(#74390a, #f5d7ba); }
.chip.yellow { background: light-dark(#fbefc4, #4f4218); color: light-dark(#604600, #f1e2ab); }
.chip.green { background: light-dark(#dcefdf, #23402f); color: light-dark(#1c4b2d, #c4e6cf); }
.chip.blue { background: light-dark(#d9e9f7, #21405c); color: light-dark(#164872, #c7e1f6); }
.chip.purple { background: light-dark(#e9e0f3, #3f2f57); color: light-dark(#4c2c72, #dfcff4); }
.chip.pink { background: light-dark(#f6dfea, #522a41); color: light-dark(#74204c, #f3cbdf); }
.chip.red { background: light-dark(#fadfdc, #582a26); color: light-dark(#7f2016, #f8cdc8); }
.person { display: inline-flex; align-items: center; gap: 0.4rem; }
.person::before {
  content: attr(data-initials); flex: none; width: 1.5rem; height: 1.5rem; border-radius: 50%;
  display: grid; place-items: center; font-size: 0.625rem; letter-spacing: 0.02em;
  background: light-dark(#e4e3df, #3f3f3c); color: light-dark(#4b4a46, #d0cfcb);
}

.rows th { padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); }
.rows td { padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.rows .key { color: var(--quiet); font-size: 0.875rem; line-height: 1.7; }
.rows .title a {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  color: inherit; text-decoration: none;
}
.rows .title a:hover { text-decoration: underline; }
.rows .status { white-space: nowrap; }
.rows .people { font-size: 0.875rem; min-width: 11rem; }
.rows td.people { display: table-cell; }
.rows .hours { text-align: end; padding-inline-end: 0; font-variant-numeric: tabular-nums; }

input, select, textarea, button { font: inherit; color: inherit; border-radius: 6px; }
input, select, textarea {
  width: 100%; min-width: 0; padding: 0.4rem 0.6rem; background: var(--card); border: 1px solid var(--edge);
}
textarea { display: block; resize: vertical; }
button { padding: 0.4rem 1rem; border: 1px solid transparent; background: var(--accent); color: #ffffff; cursor: pointer; }
button:hover { filter: brightness(1.1); }
.edit { padding: 1rem 1.25rem 1.25rem; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); }
.field { display: grid; grid-template-columns: 10rem 1fr 6.5rem; gap: 0.5rem 1rem; align-items: center; margin-top: 0.75rem; }
.comment { padding: 0.75rem 0; border-top: 1px solid var(--line); }
.comment p { margin: 0; }
.comment .by { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; }
.comment-form { margin-top: 0.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.comment-form > label { display: block; margin-bottom: 0.35rem; font-weight: 600; }
.send { display: grid; grid-template-columns: auto 16rem 1fr; gap: 0.75rem; align-items: center; margin-top: 0.75rem; }
.send button { justify-self: end; }

@media (max-width: 40rem) {
  .banner { justify-content: flex-start; }
  main { margin: 0; padding: 1rem 1rem 2rem; border-width: 0; border-radius: 0; }
  h1 { font-size: 1.5rem; }
  .properties th { width: 6.5rem; }
  .field { grid-template-columns: 1fr 6.5rem; }
  .field label { grid-column: 1 / -1; margin-bottom: -0.35rem; }
  .send { grid-template-columns: auto 1fr auto; }
  .rows thead { position: absolute; clip-path: inset(50%); }
  .rows tr { display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.75rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .rows td { padding: 0; border: 0; }
  .rows .title { grid-column: 1 / -1; order: 3; }
  .rows .status { justify-self: end; }
  .rows td.people, .rows .hours { display: none; }
}
`;

/** A sheet of paper, for the tab. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect x="2.5" y="1.5" width="11" height="13" rx="2" fill="#fdf0cc" stroke="#8a6d1a"/>
<path d="M5 5.5h6M5 8h6M5 10.5h4" stroke="#8a6d1a" stroke-linecap="round"/></svg>`;
