import { z } from 'zod';
import { instant } from './common.ts';

/** A line that another program writes about itself: nothing invisible, and nothing that changes the direction of text. */
const lineText = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'holds characters that cannot be seen');

/** What an editor says of itself when it asks to be signed in (RFC 8628, 3.1); the names beyond `client_id` are ours. */
export const deviceAuthorizationForm = z.object({
  client_id: z.string().regex(/^[a-z\d][a-z\d._-]{0,63}$/u, 'is not a name such as tickmark-vscode'),
  client_name: lineText(100).optional(),
  client_version: lineText(40).optional(),
});

/** The answer to it (RFC 8628, 3.2). */
export interface DeviceAuthorization {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  /** Seconds. */
  expires_in: number;
  /** Seconds between two polls. */
  interval: number;
}

/** A poll (RFC 8628, 3.4). */
export const deviceTokenForm = z.object({
  device_code: z.string().min(1).max(200),
  client_id: z.string().min(1).max(64),
});

/** What ends a token (RFC 7009, 2.1). */
export const revocationForm = z.object({ token: z.string().min(1).max(500) });

/** A sign-in that an editor asked for, as the person sees it who decides. */
export const signIn = z
  .object({
    userCode: z.string().meta({ description: 'as shown in the editor', example: 'WDJB-MJHT' }),
    clientName: z.string().meta({ description: 'which editor asks, in its own words' }),
    clientVersion: z.string().nullable(),
    address: z.string().meta({ description: 'where it asks from, as the server sees it' }),
    isYourAddress: z.boolean().meta({ description: 'true when you call from the same address' }),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof signIn>;

export const signInDecided = z
  .object({ userCode: z.string(), state: z.enum(['approved', 'denied']) })
  .meta({ id: 'SignInDecided' });
export type SignInDecided = z.infer<typeof signInDecided>;
