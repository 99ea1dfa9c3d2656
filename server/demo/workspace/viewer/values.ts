import { html } from 'hono/html';
import type { OptionRecord, PageRecord, PropertyRecord, TextPart, Value } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { optionOf, valueOf } from '../values-shown.ts';
import type { Html } from './layout.ts';
import { headingOf, keyOf, nameOf, pathOf } from './reading.ts';

const timeFormat = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

/** A moment in the time zone of this machine, which is the one of the person who tries the demo. */
export function timeHtml(timeMs: number): Html {
  const time = new Date(timeMs);
  const text = time.toLocaleString('en-GB', { ...timeFormat, timeZoneName: 'short' });
  return html`<time datetime="${time.toISOString()}">${text}</time>`;
}

/** Text with its links. Only addresses of the web become links. */
export function textHtml(state: WorkspaceState, parts: readonly TextPart[]): Html {
  return html`<span class="text">${parts.map((part) => partHtml(state, part))}</span>`;
}

function partHtml(state: WorkspaceState, part: TextPart): Html {
  if (part.kind === 'text') return linkHtml(part.url, part.text);
  if (part.kind === 'user') return html`<span class="mention">@${nameOf(state, part.userId)}</span>`;
  if (part.kind === 'equation') return html`<code>${part.expression}</code>`;
  return pageLinkHtml(state, part.pageId);
}

function linkHtml(url: string | null, text: string): Html {
  return url !== null && /^https?:\/\//i.test(url) ? html`<a href="${url}">${text}</a>` : html`${text}`;
}

function pageLinkHtml(state: WorkspaceState, pageId: string): Html {
  const page = state.pages.get(pageId);
  if (page === undefined) return html`<span class="quiet">A page that is gone</span>`;
  const text = [keyOf(state, page), headingOf(state, page)].filter((one) => one !== null).join(' ');
  return html`<a href="${pathOf(pageId)}">${text}</a>`;
}

/** An option in its color. */
export function chipHtml(option: OptionRecord): Html {
  return html`<span class="chip ${option.color}">${option.name}</span>`;
}

function initialsOf(name: string): string {
  const initials = name.split(/\s+/).flatMap((word) => /^\p{Lu}/u.exec(word) ?? []);
  return initials.length > 1 ? `${initials.at(0)}${initials.at(-1)}` : (initials[0] ?? '');
}

/** People by name, with their initials; `limit` says how many before the rest is only counted. */
export function peopleHtml(state: WorkspaceState, userIds: readonly string[], limit = Infinity): Html {
  const names = userIds.map((id) => nameOf(state, id));
  const rest = names.length - limit;
  const people = names
    .slice(0, limit)
    .map((name) => html`<span class="person" data-initials="${initialsOf(name)}">${name}</span>`);
  return html`<span class="people">${people}${rest > 0 && html`<span class="quiet">+${rest}</span>`}</span>`;
}

const empty = () => html`<span class="quiet">Empty</span>`;

/** A cell as a person reads it. */
export function valueHtml(state: WorkspaceState, property: PropertyRecord, page: PageRecord): Html {
  return contentHtml(state, property, valueOf(page, property), page) ?? empty();
}

function contentHtml(state: WorkspaceState, property: PropertyRecord, value: Value, page: PageRecord): Html | null {
  switch (value.type) {
    case 'title':
    case 'rich_text':
      return value.parts.length === 0 ? null : textHtml(state, value.parts);
    case 'number':
      return value.number === null ? null : html`${value.number}`;
    case 'unique_id':
      return html`${keyOf(state, page)}`;
    case 'select':
    case 'status':
      return optionsHtml(property, value.optionId === null ? [] : [value.optionId]);
    case 'multi_select':
      return optionsHtml(property, value.optionIds);
    case 'people':
      return value.userIds.length === 0 ? null : peopleHtml(state, value.userIds);
    case 'relation':
      return value.pageIds.length === 0 ? null : html`${value.pageIds.map((id) => html`${pageLinkHtml(state, id)} `)}`;
    case 'date':
      return value.date === null ? null : html`${[value.date.start, value.date.end].filter(Boolean).join(' → ')}`;
    case 'checkbox':
      return html`${value.checked ? 'Yes' : 'No'}`;
    case 'url':
    case 'email':
    case 'phone_number':
      return value.text === null ? null : linkHtml(value.text, value.text);
    case 'computed':
      return computedHtml(state, property, page);
    default:
      return null;
  }
}

function optionsHtml(property: PropertyRecord, optionIds: readonly string[]): Html | null {
  const options = optionIds.flatMap((id) => optionOf(property, id) ?? []);
  return options.length === 0 ? null : html`<span class="chips">${options.map(chipHtml)}</span>`;
}

function computedHtml(state: WorkspaceState, property: PropertyRecord, page: PageRecord): Html {
  if (property.type === 'created_time') return timeHtml(page.createdAtMs);
  if (property.type === 'last_edited_time') return timeHtml(page.editedAtMs);
  return peopleHtml(state, [property.type === 'created_by' ? page.createdBy : page.editedBy]);
}
