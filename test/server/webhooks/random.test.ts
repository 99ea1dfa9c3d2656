import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Sample } from '../../../server/demo/workspace/sample.ts';
import type { WebhookDelivery } from '../../../server/demo/workspace/webhook-events.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer } from '../../support/server.ts';
import { story } from '../sources/human-edits.ts';
import { expectStoreIsTrue } from '../sources/support.ts';
import { tell, unsettled } from '../sources/telling.ts';
import { deliver, reachable, setUp, turn } from './support.ts';

/** What the network does with the deliveries that wait. */
const mischief = {
  nothing: () => {},
  'loses one': (waiting: WebhookDelivery[]) => void waiting.shift(),
  'loses all': (waiting: WebhookDelivery[]) => void waiting.splice(0),
  'doubles all': (waiting: WebhookDelivery[]) => void waiting.push(...waiting),
  'turns them around': (waiting: WebhookDelivery[]) => void waiting.splice(0, waiting.length, ...waiting.toReversed()),
} satisfies Record<string, (waiting: WebhookDelivery[]) => void>;
type Mischief = keyof typeof mischief;

const harmless = fc.constantFrom<Mischief>('nothing', 'doubles all', 'turns them around');
const anyMischief = fc.constantFrom(...(Object.keys(mischief) as Mischief[]));
const passing = fc.constantFrom('wait', 'wait', 'deliver', 'aggregate', 'deliver and read');

describe('after any days of edits with webhooks', () => {
  it(
    'lost, doubled and out of order, ticks and faults, the store is as the workspace is',
    { timeout: 1_200_000 },
    async () => {
      const network = fc.array(fc.record({ mischief: anyMischief, passes: passing }), { minLength: 40, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(story, unsettled, network, async (steps, open, plan) => {
          await tell(
            steps,
            { unsettled: open },
            {
              environment: reachable.environment ?? {},
              begin: async ({ server }) => void (await setUp(server)),
              afterStep: async ({ server }, index) => {
                const { webhooks } = server.sample.workspace;
                const { mischief: name = 'nothing', passes = 'wait' } = plan[index] ?? {};
                mischief[name](webhooks.waiting);
                if (passes === 'aggregate') webhooks.aggregate();
                if (passes === 'deliver') await webhooks.deliver();
                if (passes === 'deliver and read') await deliver(server);
              },
            },
          );
        }),
        { numRuns: runs(3) },
      );
    },
  );

  it(
    'doubled and out of order but none lost, the store is as the workspace is without any tick',
    { timeout: 1_200_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 30 }), harmless, async (edits, name) => {
          const server = await startTestServer(reachable);
          try {
            await server.connect();
            await setUp(server);
            for (const { change, minutes } of edits) {
              change(server.sample);
              server.clock.advance(minutes * 30_000);
            }
            mischief[name](server.sample.workspace.webhooks.waiting);
            await deliver(server);
            await turn(server);
            await expectStoreIsTrue(server);
          } finally {
            await server.close();
          }
        }),
        { numRuns: runs(3) },
      );
    },
  );
});

type Change = (sample: Sample) => void;

function onRow(change: (sample: Sample, pageId: string, value: number) => void): fc.Arbitrary<Change> {
  return fc.tuple(fc.boolean(), fc.nat(99), fc.nat(9)).map(([isTask, index, value]) => (sample: Sample) => {
    const rows = sample.workspace.rows(isTask ? sample.tasksId : sample.bugsId);
    const pageId = rows[index % rows.length];
    if (pageId !== undefined) change(sample, pageId, value);
  });
}

const statuses = ['In Review', 'QA', 'Icebox', 'Done ✅', null] as const;

const change = fc.oneof(
  onRow(({ workspace }, pageId, value) => workspace.people.rename(pageId, `Title ${value}`)),
  onRow(({ workspace, tasksId }, pageId, value) => {
    if (workspace.rows(tasksId).includes(pageId)) workspace.people.setStatus(pageId, statuses[value % 5] ?? null);
  }),
  onRow(({ workspace }, pageId) => workspace.people.trash(pageId)),
  onRow(({ workspace }, pageId) => workspace.people.restore(pageId)),
  onRow(({ workspace, tasksId, bugsId }, pageId, value) =>
    workspace.people.movePage(pageId, value % 2 === 0 ? tasksId : bugsId),
  ),
  onRow(
    ({ workspace, tasksId }, _pageId, value) => void workspace.people.createPage(tasksId, { title: `Row ${value}` }),
  ),
);

const edit = fc.record({ change, minutes: fc.nat(5) });
