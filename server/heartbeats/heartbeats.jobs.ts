import { isDatabaseAway } from '../database/database.ts';
import type { Services } from '../services.ts';
import { listDirtyPersons } from './heartbeats.repository.ts';
import { recomputePerson } from './sessions.usecases.ts';

const personsAtOnce = 50;

/** Computes the coding time of everybody who sent something, so that the next reader does not have to wait for it. */
export async function recomputeDirty({ db, log, stopping }: Services): Promise<void> {
  let after: string | undefined;
  do {
    const persons = await listDirtyPersons(db, personsAtOnce, after);
    for (const personId of persons) {
      try {
        await recomputePerson(db, personId);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        // Whoever comes after this person must not wait for a repair of this one's days.
        log.error({ err: error, personId }, 'the coding time of a person could not be computed');
      }
    }
    after = persons.length === personsAtOnce ? persons.at(-1) : undefined;
  } while (after !== undefined && !stopping.aborted);
}
