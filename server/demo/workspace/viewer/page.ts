import { html } from 'hono/html';
import { columnsBelow } from '../pages-shown.ts';
import type { BlockRecord, CommentRecord, PageRecord } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { commentForm, editForms } from './forms.ts';
import { layout, type Html } from './layout.ts';
import { findStatusColumn, findTimeSpentColumn, headingOf, keyOf, nameOf, openCommentsOf } from './reading.ts';
import { textHtml, timeHtml, valueHtml } from './values.ts';

/** A page as people see it: its properties, its text and its open comments, with forms to change them. */
export function pageHtml(state: WorkspaceState, page: PageRecord): Html {
  const key = keyOf(state, page);
  const heading = headingOf(state, page);
  const comments = openCommentsOf(state, page);
  return layout(
    key === null ? heading : `${key} ${heading}`,
    html`<p class="path">${placeOf(state, page)}${key !== null && html` / <span class="key">${key}</span>`}</p>
      <h1 id="title" class="${heading.length > 200 ? 'long' : 'short'}" dir="auto">${heading}</h1>
      ${noticeHtml(page)}
      <p class="quiet">Edited ${timeHtml(page.editedAtMs)} by ${nameOf(state, page.editedBy)}</p>
      ${propertiesHtml(state, page)} ${page.blocks.map((block) => blockHtml(state, block))}
      ${!page.inTrash && editForms(state, page)}
      <section id="comments">
        <h2>${comments.length === 0 ? 'No open comments' : `Comments (${comments.length})`}</h2>
        ${comments.map((comment) => commentHtml(state, comment))} ${!page.inTrash && commentForm(state, page)}
      </section>`,
  );
}

function placeOf(state: WorkspaceState, page: PageRecord): string {
  if (page.parent.type !== 'data_source_id') return 'Pages';
  const dataSource = state.dataSources.get(page.parent.dataSourceId);
  const database = state.databases.get(dataSource?.databaseId ?? '');
  return `${database?.title ?? ''} / ${dataSource?.title ?? ''}`;
}

function noticeHtml(page: PageRecord): Html | false {
  if (page.inTrash)
    return html`<p class="notice">This page is in the trash. It cannot be changed until somebody restores it.</p>`;
  return page.isArchived && html`<p class="notice">This page is archived.</p>`;
}

function propertiesHtml(state: WorkspaceState, page: PageRecord): Html | false {
  const columns = columnsBelow(state, page.parent).filter(({ type }) => type !== 'title');
  const targets = new Map([
    [findStatusColumn(columns)?.id, 'status'],
    [findTimeSpentColumn(columns)?.id, 'time-spent'],
  ]);
  const rows = columns.map(
    (column) =>
      html`<tr id="${targets.get(column.id) ?? `property-${column.id}`}">
        <th scope="row">${column.name}</th>
        <td dir="auto">${valueHtml(state, column, page)}</td>
      </tr>`,
  );
  return (
    rows.length > 0 &&
    html`<table class="properties">
      <tbody>
        ${rows}
      </tbody>
    </table>`
  );
}

function blockHtml(state: WorkspaceState, block: BlockRecord): Html {
  return html`<div class="block" dir="auto">
    ${textHtml(state, block.parts)}${block.children.map((child) => blockHtml(state, child))}
  </div>`;
}

function commentHtml(state: WorkspaceState, comment: CommentRecord): Html {
  const author = state.users.get(comment.createdBy);
  const name = comment.displayName.name ?? nameOf(state, comment.createdBy);
  const isSent = author?.type === 'bot' && author.name !== name;
  return html`<article class="comment" id="comment-${comment.id}">
    <p class="by">
      <strong>${name}</strong>
      <span class="quiet"
        >${isSent && html`through ${author.name ?? 'a connection'}, `}${timeHtml(comment.createdAtMs)}</span
      >
    </p>
    <p dir="auto">${textHtml(state, comment.parts)}</p>
  </article>`;
}
