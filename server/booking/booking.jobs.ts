import { isDatabaseAway } from '../database/database.ts';
import { jobContext, type Services } from '../services.ts';
import { bookDue, dueOf } from './automatic.usecases.ts';
import { listAutomatic } from './settings.repository.ts';

export const bookingJobName = 'AutomaticBooking';

/**
 * How far before the last look something may lie and still be news: work is over 15 minutes after its last sign, and what a
 * long read of Notion observed is stored some minutes later.
 */
const marginSeconds = 30 * 60;

/** Books for everybody who has it done by the server and for whom something is due. */
export async function bookAutomatically(services: Services): Promise<void> {
  const { db, clock, log, stopping, wake } = services;
  for (const one of await listAutomatic(db, marginSeconds)) {
    const due = dueOf(one, clock.now());
    if (due === undefined || stopping.aborted) continue;
    const { departmentId, personId } = one.setting;
    try {
      const made = await bookDue(jobContext(services, bookingJobName, departmentId), one, due);
      if (made > 0) wake.outbox();
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // Whoever comes after this person must not wait for a repair of this one's time. The next turn tries again.
      log.error({ err: error, job: bookingJobName, personId }, 'the time of a person could not be booked');
    }
  }
}
