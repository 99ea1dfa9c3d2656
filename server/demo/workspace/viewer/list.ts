import { html } from 'hono/html';
import { canSeeDatabase } from '../access.ts';
import type { DatabaseRecord, DataSourceRecord, PageRecord } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { valueOf } from '../values-shown.ts';
import { layout, type Html } from './layout.ts';
import { findPeopleColumn, findStatusColumn, findTimeSpentColumn, headingOf, keyOf, pathOf } from './reading.ts';
import { peopleHtml, valueHtml } from './values.ts';

/** The tasks of every database that a connection was added to. */
export function listHtml(state: WorkspaceState): Html {
  const databases = [...state.databases.values()].filter((database) => isShared(state, database));
  return layout('Tasks', html`${databases.map((database) => databaseHtml(state, database))}`);
}

function isShared(state: WorkspaceState, database: DatabaseRecord): boolean {
  return [...state.integrations.values()].some((integration) => canSeeDatabase(state, integration, database));
}

function databaseHtml(state: WorkspaceState, database: DatabaseRecord): Html {
  const dataSources = database.dataSourceIds.flatMap((id) => state.dataSources.get(id) ?? []);
  return html`<h1>${database.title}</h1>
    ${dataSources.map((dataSource) => dataSourceHtml(state, dataSource))}`;
}

function dataSourceHtml(state: WorkspaceState, dataSource: DataSourceRecord): Html {
  const rows = [...(state.rows.get(dataSource.id) ?? [])].toReversed();
  return html`<section>
    <h2>${dataSource.title}</h2>
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Title</th>
          <th scope="col">Status</th>
          <th scope="col">People</th>
          <th scope="col" class="hours">Hours</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((page) => rowHtml(state, dataSource, page))}
      </tbody>
    </table>
  </section>`;
}

function rowHtml(state: WorkspaceState, { properties }: DataSourceRecord, page: PageRecord): Html {
  const status = findStatusColumn(properties);
  return html`<tr>
    <td class="key">${keyOf(state, page)}</td>
    <td class="title">
      <a href="${pathOf(page.id)}" dir="auto">${headingOf(state, page)}</a>
      ${page.inTrash && html`<span class="quiet">in the trash</span>`}
      ${page.isArchived && html`<span class="quiet">archived</span>`}
    </td>
    <td class="status">${status !== undefined && valueHtml(state, status, page)}</td>
    <td class="people">${rowPeople(state, properties, page)}</td>
    <td class="hours">${rowHours(properties, page)}</td>
  </tr>`;
}

function rowPeople(state: WorkspaceState, properties: DataSourceRecord['properties'], page: PageRecord): Html | null {
  const column = findPeopleColumn(properties);
  const value = column === undefined ? undefined : valueOf(page, column);
  return value?.type === 'people' && value.userIds.length > 0 ? peopleHtml(state, value.userIds, 1) : null;
}

function rowHours(properties: DataSourceRecord['properties'], page: PageRecord): number | null {
  const column = findTimeSpentColumn(properties);
  const value = column === undefined ? undefined : valueOf(page, column);
  return value?.type === 'number' ? value.number : null;
}
