import { visiblePage } from './access.ts';
import { findDecodedProperty, requireProperty } from './filters.ts';
import { makeId } from './ids.ts';
import { columnsBelow, shownPage } from './pages-shown.ts';
import { createPage, createPageSchema, updatePage, updatePageSchema } from './pages-written.ts';
import { listAnswer, pageOf, pageRequest } from './paging.ts';
import type { PageRecord, PropertyRecord } from './records.ts';
import { chosenProperties } from './routes-data.ts';
import { pathId, readBody, type Call, type Route } from './routes.ts';
import type { Json } from './users.ts';
import { shownValue } from './values-shown.ts';

const pagedTypes: ReadonlySet<string> = new Set(['title', 'rich_text', 'people', 'relation']);

function askedPage(call: Call): PageRecord {
  return visiblePage(call.state, call.integration, pathId(call, 'page_id'));
}

function shown(call: Call, page: PageRecord): Json {
  const chosen = chosenProperties(call, columnsBelow(call.state, page.parent));
  if (!call.integration.capabilities.readContent) return { object: 'page', id: page.id };
  return shownPage(call.state, page, call.integration.capabilities.userInformation, chosen);
}

function create(call: Call): Json {
  const body = readBody(call, createPageSchema);
  return shown(call, createPage(call.state, call.integration, body));
}

function update(call: Call): Json {
  const page = askedPage(call);
  const body = readBody(call, updatePageSchema);
  updatePage(call.state, call.integration, page, body);
  return shown(call, page);
}

/** Long values come one reference per result, everything else as a single item. */
function propertyItem(call: Call): Json {
  const page = askedPage(call);
  const key = call.params['property_id'] ?? '';
  const property = requireProperty(columnsBelow(call.state, page.parent), key, findDecodedProperty);
  const information = call.integration.capabilities.userInformation;
  const whole = shownValue({ state: call.state, information, referenceLimit: Infinity }, property, page);
  if (!pagedTypes.has(property.type)) return { object: 'property_item', ...whole };
  const all = whole[property.type] as unknown[];
  const { items, nextCursor } = pageOf(all, pageRequest(call.query), (_item, index) =>
    itemCursor(page, property, index),
  );
  const results = items.map((item) => ({
    object: 'property_item',
    id: property.id,
    type: property.type,
    [property.type]: item,
  }));
  const nextUrl =
    nextCursor === null
      ? null
      : `https://api.notion.com/v1/pages/${page.id}/properties/${property.id}?start_cursor=${nextCursor}`;
  return {
    ...listAnswer('property_item', results, nextCursor),
    property_item: { id: property.id, next_url: nextUrl, type: property.type, [property.type]: {} },
  };
}

function itemCursor(page: PageRecord, property: PropertyRecord, index: number): string {
  return makeId(() => `${page.id} ${property.id} ${index}`);
}

export const pageRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/pages', needs: 'insertContent', handle: create },
  { method: 'GET', path: '/v1/pages/:page_id', needs: 'readContent', handle: (call) => shown(call, askedPage(call)) },
  { method: 'PATCH', path: '/v1/pages/:page_id', needs: 'updateContent', handle: update },
  { method: 'GET', path: '/v1/pages/:page_id/properties/:property_id', needs: 'readContent', handle: propertyItem },
];
