import { html } from 'hono/html';
import { columnsBelow } from '../pages-shown.ts';
import { firstPerson } from '../people-pages.ts';
import type { OptionRecord, PageRecord, PropertyRecord } from '../records.ts';
import { pageTitle } from '../rich-text.ts';
import type { WorkspaceState } from '../state.ts';
import { optionOf, valueOf } from '../values-shown.ts';
import type { Html } from './layout.ts';
import { findStatusColumn, findTimeSpentColumn, nameOf, pathOf, presentPeople, type StatusColumn } from './reading.ts';

interface Field {
  action: string;
  label: string;
  button: string;
  control: Html;
}

function fieldForm(page: PageRecord, { action, label, button, control }: Field): Html {
  return html`<form class="field" method="post" action="${pathOf(page.id)}/${action}">
    <label for="${action}-field">${label}</label>
    ${control}
    <button>${button}</button>
  </form>`;
}

/** Forms for what a teammate would change in Notion. Only for columns that are there. */
export function editForms(state: WorkspaceState, page: PageRecord): Html {
  const columns = columnsBelow(state, page.parent);
  const status = findStatusColumn(columns);
  const timeSpent = findTimeSpentColumn(columns);
  const title = { action: 'title', label: 'Title', button: 'Rename', control: titleControl(state, page) };
  return html`<section class="edit">
    <h2>Change it as ${nameOf(state, firstPerson(state))}</h2>
    <p class="quiet">As a teammate would in Notion. Tickmark sees it at its next read.</p>
    ${
      status !== undefined &&
      fieldForm(page, { action: 'status', label: status.name, button: 'Set', control: statusControl(page, status) })
    }
    ${
      timeSpent !== undefined &&
      fieldForm(page, {
        action: 'time-spent',
        label: `${timeSpent.name} (hours)`,
        button: 'Set',
        control: hoursControl(page, timeSpent),
      })
    }
    ${fieldForm(page, title)}
  </section>`;
}

function titleControl(state: WorkspaceState, page: PageRecord): Html {
  return html`<input
    id="title-field"
    name="title"
    value="${pageTitle(state, page.id)}"
    dir="auto"
    autocomplete="off"
  />`;
}

function hoursControl(page: PageRecord, column: PropertyRecord): Html {
  const value = valueOf(page, column);
  const hours = value.type === 'number' && value.number !== null ? value.number : '';
  return html`<input
    id="time-spent-field"
    name="hours"
    type="number"
    step="any"
    value="${hours}"
    autocomplete="off"
  />`;
}

function statusControl(page: PageRecord, column: StatusColumn): Html {
  const value = valueOf(page, column);
  const current = 'optionId' in value ? optionOf(column, value.optionId) : null;
  const choice = (option: OptionRecord) =>
    html`<option value="${option.id}" ${option === current && 'selected'}>${option.name}</option>`;
  const choices =
    'groups' in column
      ? column.groups.map(
          (group) =>
            html`<optgroup label="${group.name}">
              ${column.options.filter(({ id }) => group.optionIds.includes(id)).map(choice)}
            </optgroup>`,
        )
      : column.options.map(choice);
  return html`<select id="status-field" name="status" autocomplete="off">
    ${(column.type === 'select' || current === null) && html`<option value="">No status</option>`} ${choices}
  </select>`;
}

/** A form to comment as anybody who is still there. */
export function commentForm(state: WorkspaceState, page: PageRecord): Html {
  const people = presentPeople(state).map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return html`<form class="comment-form" method="post" action="${pathOf(page.id)}/comments">
    <label for="text-field">Add a comment</label>
    <textarea id="text-field" name="text" rows="3" required dir="auto"></textarea>
    <div class="send">
      <label for="person-field">as</label>
      <select id="person-field" name="person" autocomplete="off">
        ${people}
      </select>
      <button>Comment</button>
    </div>
  </form>`;
}
