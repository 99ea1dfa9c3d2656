import type { Sample } from '../../server/demo/workspace/sample.ts';

/** What people do before a sync is killed. */
export const kinds = ['rows', 'vanishing', 'status', 'prefix', 'cells', 'column'] as const;

const statuses = ['To-do', 'Icebox', 'In Review', 'QA', 'Released to prod', "Won't do", null];
const prefixes = ['NT', 'ENG', 'TASK'];

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** Edits pages or columns at random, and pages of both data sources. */
export function editPages({ workspace, tasksId, bugsId }: Sample, kind: (typeof kinds)[number]): void {
  const { people } = workspace;
  const tasks = workspace.rows(tasksId).filter((id) => workspace.page(id)?.inTrash === false);
  const column = (wanted: RegExp) => workspace.dataSource(tasksId).properties.find(({ name }) => wanted.test(name));
  const estimate = column(/^estimate/iu)?.name ?? '';
  for (let edit = 0; edit < 120; edit += 1) people.setStatus(any(tasks), any(statuses));
  for (let edit = 0; edit < 40; edit += 1) people.setProperty(any(tasks), estimate, any([null, 0.5, 3, 12.25]));
  people.rename(any(workspace.rows(bugsId)), `Bug of ${Math.random()}`);
  switch (kind) {
    case 'cells':
      for (let edit = 0; edit < 60; edit += 1) people.rename(any(tasks), `Named ${Math.random()}`);
      break;
    case 'rows':
      for (let made = 0; made < 60; made += 1) people.createPage(tasksId, { title: `Made ${Math.random()}` });
      break;
    case 'vanishing':
      for (let gone = 0; gone < 5; gone += 1) people.trash(any(tasks));
      for (let gone = 0; gone < 5; gone += 1) people.archive(any(tasks));
      for (const id of workspace.rows(tasksId)) if (Math.random() < 0.3) bringBack({ workspace }, id);
      break;
    case 'status': {
      const option = column(/^status$/iu);
      if (option?.type === 'status') {
        const first = option.options.find(({ name }) => !statuses.includes(name));
        if (first !== undefined)
          people.renameStatusOption(
            tasksId,
            first.name,
            any(['Doing', 'Closed', 'Someday']) + Math.floor(Math.random() * 1e6),
          );
      }
      break;
    }
    case 'prefix':
      people.changeUniqueIdPrefix(tasksId, any(prefixes));
      break;
    case 'column':
      people.renameProperty(tasksId, estimate, estimate.endsWith('+') ? 'Estimate' : `${estimate}+`);
      break;
  }
}

function bringBack({ workspace }: Pick<Sample, 'workspace'>, pageId: string): void {
  const page = workspace.page(pageId);
  if (page?.inTrash === true) workspace.people.restore(pageId);
  if (page?.isArchived === true) workspace.people.unarchive(pageId);
}
