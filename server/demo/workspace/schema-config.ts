import { z } from 'zod';
import { makeId } from './ids.ts';
import { invalid } from './problem.ts';
import type { Color, GroupRecord, OptionRecord, PropertyConfig, PropertyRecord } from './records.ts';
import { optionColors, type WorkspaceState } from './state.ts';

const optionSchema = z.object({ id: z.string().optional(), name: z.string().optional(), color: z.string().optional() });
const optionsConfig = z.object({ options: z.array(optionSchema).max(100).default([]) });

const plainTypes: readonly string[] = [
  'title',
  'rich_text',
  'people',
  'date',
  'checkbox',
  'url',
  'email',
  'phone_number',
  'created_time',
  'last_edited_time',
  'created_by',
  'last_edited_by',
];
const configKeys = [
  ...plainTypes,
  'number',
  'select',
  'multi_select',
  'status',
  'unique_id',
  'relation',
  'formula',
  'rollup',
  'files',
];

function makeOptions(state: WorkspaceState, input: unknown, present: readonly OptionRecord[]): OptionRecord[] {
  const result = optionsConfig.safeParse(input ?? {});
  if (!result.success) throw invalid('body failed validation: options should be a list of names or ids.');
  return result.data.options.map((option, index) => {
    const old = present.find((one) => one.id === option.id || one.name === option.name);
    const color = option.color ?? old?.color ?? optionColors[index % optionColors.length] ?? 'default';
    const name = option.name ?? old?.name;
    if (name === undefined) throw invalid('body failed validation: an option should have a name.');
    return { id: old?.id ?? makeId(state.newId), name, color: color as Color };
  });
}

/** Notion's three groups and their first options. */
function defaultStatus(state: WorkspaceState): { options: OptionRecord[]; groups: GroupRecord[] } {
  const names = [
    ['To-do', 'Not started', 'gray'],
    ['In progress', 'In progress', 'blue'],
    ['Complete', 'Done', 'green'],
  ] as const;
  const options = names.map(([, name, color]) => ({ id: makeId(state.newId), name, color }));
  const groups = names.map(([name, , color], index) => ({
    id: makeId(state.newId),
    name,
    color,
    optionIds: options.slice(index, index + 1).map((option) => option.id),
  }));
  return { options, groups };
}

/** The config a request's `{ number: {…} }` asks for. */
export function makeConfig(
  state: WorkspaceState,
  type: string,
  input: unknown,
  present: PropertyRecord | null,
): PropertyConfig {
  const presentOptions = present !== null && 'options' in present ? present.options : [];
  if (plainTypes.includes(type)) return { type } as PropertyConfig;
  if (type === 'number') {
    const format = (input as { format?: string } | undefined)?.format;
    return { type, format: format ?? (present?.type === 'number' ? present.format : 'number') };
  }
  if (type === 'select' || type === 'multi_select') return { type, options: makeOptions(state, input, presentOptions) };
  if (type === 'status') return present?.type === 'status' ? present : { type, ...defaultStatus(state) };
  if (type === 'unique_id') return { type, prefix: (input as { prefix?: string } | undefined)?.prefix ?? null };
  return { type: 'raw', apiType: type, config: input ?? {}, empty: null };
}

/** The property type a request names, by `type` or by the key of its config; null when it names none. */
export function wantedType(key: string, input: Record<string, unknown>): string | null {
  const named = typeof input['type'] === 'string' ? input['type'] : null;
  const found = named ?? configKeys.find((type) => type in input) ?? null;
  if (found !== null && !configKeys.includes(found))
    throw invalid(`body failed validation: ${key} has an unknown type "${found}".`);
  return found;
}
