import { jobContext, type Services } from '../services.ts';
import { listDirtyPersons } from './heartbeats.repository.ts';
import { recomputePerson } from './sessions.usecases.ts';

const personsPerTurn = 20;

/** Computes coding time for what came in, so that the next reader does not have to wait for it. */
export async function recomputeDirty(services: Services): Promise<void> {
  for (const personId of await listDirtyPersons(services.db, personsPerTurn)) {
    // Intervals are of a person, whatever the department; each keeps its own.
    await recomputePerson(jobContext(services, 'CodingTime', personId), personId);
  }
}
