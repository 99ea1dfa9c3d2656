import type { Department } from '../../../../shared/api/departments.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import { FailureNote } from '../failure-note.tsx';
import { Check } from '../field.tsx';
import { Section } from './section.tsx';

/** Whether people of the department may see who else works on a task. */
export function ColleaguesShown() {
  const { api, department } = useSession();
  const path = `/departments/${department.id}`;
  const loaded = useLoad<Department>(path, (signal) => api.get(path, {}, signal));
  const action = useAction();
  const change = async (showsColleagues: boolean) => {
    const changed = await action.run<Department>(() => api.send('PATCH', path, { showsColleagues }));
    if (changed !== undefined) loaded.setValue(changed);
  };
  return (
    <Section title="Who works on what">
      <Check
        label="Let people see who else worked on a task in the last 14 days"
        checked={loaded.value?.showsColleagues ?? false}
        disabled={loaded.value === undefined || action.busy}
        onChecked={(checked) => void change(checked)}
      />
      <p class="hint">
        Names only, in the editor, for whoever asks; never how long or when. Everybody may hide, under <b>Me</b>.
      </p>
      <FailureNote title="The setting could not be read." failure={loaded.failure} onRetry={loaded.reload} />
      <FailureNote title="Nothing was changed." failure={action.failure} />
    </Section>
  );
}
