import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { kinds, editPages } from './edits.ts';
import { openPlace, places, type Place } from './kill-place.ts';
import { readingServer } from './reading-server.ts';

/** `SYNC_KILLS=200 npm run test:replicas -- sync-kill` kills that often on each database. */
const kills = Number(process.env['SYNC_KILLS'] ?? 6);

const open: Place[] = [];

afterAll(async () => {
  for (const place of open) await place.close();
});

describe.each(places)('a sync on %s', (name, isThere) => {
  it.skipIf(!isThere)(
    `that is killed ${kills} times at random moments is put right by one more tick, each time`,
    { timeout: 120_000 + kills * 60_000 },
    async () => {
      const place = await openPlace(name);
      open.push(place);
      let server = await readingServer(place);
      await server.caughtUp();
      let cut = 0;
      let mostMs = 300;
      for (let round = 0; round < kills; round += 1) {
        const kind = kinds[round % kinds.length] ?? 'cells';
        editPages(place.sample, kind);
        const runId = await server.sync({ reconcile: kind === 'vanishing' });
        await pause(Math.random() * mostMs);
        await server.kill();
        await place.endLeases();
        server = await readingServer(place);
        await server.caughtUp();
        const isCut = (await server.run(runId)).state === 'failed';
        if (isCut) cut += 1;
        // Where runs come to their end before they are killed they are killed sooner, and the other way round.
        mostMs *= isCut ? 1.2 : 0.8;
        await server.expectTruth(`round ${round}, ${kind}`);
      }
      await server.kill();
      process.stdout.write(`${kills} kills on ${name}, ${cut} of them in the middle of a run; right each time\n`);
      expect(cut).toBeGreaterThan(kills / 5);
    },
  );
});
