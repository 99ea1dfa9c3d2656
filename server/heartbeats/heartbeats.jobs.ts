import type { Services } from '../services.ts';
import { listDirtyPersons } from './heartbeats.repository.ts';
import { recomputePerson } from './sessions.usecases.ts';

const personsPerTurn = 20;

/** Computes coding time for what came in, so that the next reader does not have to wait for it. */
export async function recomputeDirty(services: Services): Promise<void> {
  for (const personId of await listDirtyPersons(services.db, personsPerTurn)) {
    await recomputePerson(services.db, personId);
  }
}
