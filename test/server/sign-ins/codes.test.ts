import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashCode } from '../../../server/sign-ins/device-flow.usecases.ts';
import { insertSignIn } from '../../../server/sign-ins/sign-ins.repository.ts';
import type { DeviceAuthorization } from '../../../shared/api/sign-ins.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { openPostgres } from '../../../server/database/connect.ts';
import { onPostgres, openCopy } from '../../support/database.ts';
import { startTestServer, useTestServer } from '../../support/server.ts';
import { approve, begin, deny, poll } from './support.ts';

describe('codes', () => {
  const server = useTestServer();

  it('never collide: one that is taken is not given again, also while it has expired and lies there still', async () => {
    const { db, clock, newId } = server().services;
    const row = (deviceCode: string, userCode: string) => ({
      id: newId(),
      deviceCodeHash: hashCode(deviceCode),
      userCodeHash: hashCode(userCode),
      clientId: 'tickmark-vscode',
      clientName: 'Visual Studio Code',
      address: '192.0.2.7',
      state: 'pending' as const,
      createdAt: clock.now(),
      expiresAt: clock.now(),
      intervalSeconds: 5,
    });
    expect(await insertSignIn(db, row('first', 'BBBBBBBB'))).toBe(true);
    expect(await insertSignIn(db, row('second', 'BBBBBBBB'))).toBe(false);
    expect(await insertSignIn(db, row('first', 'CCCCCCCC'))).toBe(false);
    const codes = await Promise.all(Array.from({ length: 40 }, () => begin(server())));
    expect(new Set(codes.flatMap((code) => [code.device_code, code.user_code])).size).toBe(80);
  });

  it.runIf(onPostgres)('count the same at every server: one gives them, one takes the yes, all are asked', async () => {
    const environment = { TICKMARK_ADMIN_TOKEN: 'tm_the-administrator-of-both' };
    const database = await openCopy(process.env['TEST_DATABASE_URL'] ?? '');
    const first = await startTestServer({ environment, database });
    const second = await startTestServer({ environment, database: openPostgres(database.url, '', 5) });
    // The clocks of two servers differ a little; here that also keeps the ids of both apart.
    second.clock.advance(7);
    try {
      for (let round = 0; round < 5; round += 1) {
        const { device_code: code, user_code: shown } = await begin(first);
        const yes = await Promise.all([approve(first, shown), approve(second, shown)]);
        expect(new Set(yes.map(({ status }) => status))).toEqual(new Set([200, 409]));
        const answers = await Promise.all([first, second, first, second].map((one) => poll(one, code)));
        expect(answers.filter(({ token }) => token !== undefined)).toHaveLength(1);
      }
      const tried = await Promise.all(
        Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? first : second).call('GET', '/signins/BBBB-BBBB')),
      );
      // Ten of the twenty were used above.
      expect(tried.filter(({ status }) => status === 404)).toHaveLength(10);
    } finally {
      await second.close();
      await first.close();
    }
  });
});

type Step = { editor: number; does: 'poll' | 'approve' | 'deny' } | { afterMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    editor: fc.nat(2),
    does: fc.constantFrom('poll' as const, 'poll' as const, 'approve' as const, 'deny' as const),
  }),
  fc.record({ afterMs: fc.constantFrom(0, secondMs, 5 * secondMs, 20 * secondMs, 4 * minuteMs) }),
);

/** What is true of an editor, in the simplest terms. */
interface Known {
  codes: DeviceAuthorization;
  bornMs: number;
  decided: 'approved' | 'denied' | null;
  isServed: boolean;
}

describe('whatever happens in whatever order', () => {
  const server = useTestServer();

  it('an editor gets a token after a yes in time, once, and never otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        // Nothing of the run before counts any more.
        server().clock.advance(20 * minuteMs);
        const editors: Known[] = [];
        for (let made = 0; made < 3; made += 1)
          editors.push({ codes: await begin(server()), bornMs: nowMs(), decided: null, isServed: false });
        for (const one of steps) {
          const known = 'afterMs' in one ? undefined : editors[one.editor];
          if ('afterMs' in one) server().clock.advance(one.afterMs);
          else if (known !== undefined && one.does === 'poll') await pollAndCompare(known);
          else if (known !== undefined && one.does !== 'poll') await decideAndCompare(known, one.does);
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  const nowMs = () => server().clock.now().getTime();
  const isLate = ({ bornMs }: Known) => nowMs() - bornMs >= 10 * minuteMs;

  async function pollAndCompare(known: Known): Promise<void> {
    const { token } = await poll(server(), known.codes.device_code);
    expect(token !== undefined).toBe(known.decided === 'approved' && !isLate(known) && !known.isServed);
    known.isServed ||= token !== undefined;
  }

  async function decideAndCompare(known: Known, does: 'approve' | 'deny'): Promise<void> {
    const { status } = await (does === 'approve' ? approve : deny)(server(), known.codes.user_code);
    expect(status === 200).toBe(!isLate(known) && known.decided === null);
    if (status === 200) known.decided = does === 'approve' ? 'approved' : 'denied';
  }
});
