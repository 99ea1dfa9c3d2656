import { z } from 'zod';
import { instant, plainText, uuid } from './common.ts';

/** Most heartbeats of one request; an editor sends 25. */
export const maxHeartbeatsPerRequest = 100;

/** An editor's own name for itself: one short line. */
const editorName = plainText(50)
  .trim()
  .min(1)
  .regex(/^[^\n\r\t]*$/u, 'holds line breaks or tabs');

/** One sign of activity. `entity` is a salted hash of the file unless the person allows relative paths. */
export const heartbeat = z.strictObject({
  id: uuid,
  at: instant,
  repository: plainText(500).min(1),
  branch: plainText(500).nullable(),
  entity: plainText(1000).min(1),
  language: plainText(100).optional(),
  category: z.enum(['coding', 'debugging', 'building', 'running tests', 'code reviewing', 'writing docs']).optional(),
  isWrite: z.boolean().optional(),
  pausedAt: instant
    .optional()
    .meta({ description: 'after a pause: when it began. What was before it is not joined with this sign of activity' }),
  editor: editorName
    .optional()
    .meta({ description: 'short name of the editor it came from, such as vscode or JetBrains', example: 'vscode' }),
});
export type Heartbeat = z.infer<typeof heartbeat>;

const { $schema: _, ...heartbeatDescription } = z.toJSONSchema(heartbeat, { io: 'input' });

/** The batch is read loosely: a bad item is rejected alone and does not spoil the others. */
export const heartbeatBatch = z.strictObject({
  heartbeats: z.array(z.unknown().meta(heartbeatDescription)).max(maxHeartbeatsPerRequest),
  departmentId: uuid.optional(),
});

export const heartbeatResults = z
  .object({
    results: z.array(
      z.object({
        id: z.string().nullable(),
        status: z.enum(['stored', 'duplicate', 'rejected']),
        reason: z.string().optional(),
        code: z
          .enum(['heartbeat.deleted'])
          .optional()
          .meta({ description: 'of a rejected one that is to be dropped without a word' }),
      }),
    ),
  })
  .meta({ id: 'HeartbeatResults' });
export type HeartbeatResults = z.infer<typeof heartbeatResults>;

export const timeQuery = z.object({
  from: instant,
  to: instant,
  groupBy: z.enum(['issue', 'day', 'branch']).default('issue'),
  departmentId: uuid.optional(),
});

export const time = z
  .object({
    items: z.array(
      z.object({
        key: z.string().nullable(),
        issueId: z.string().nullable(),
        day: z.iso.date().nullable(),
        repository: z.string().nullable(),
        branch: z.string().nullable(),
        seconds: z.int(),
      }),
    ),
    totalSeconds: z.int(),
  })
  .meta({ id: 'Time' });
export type Time = z.infer<typeof time>;
