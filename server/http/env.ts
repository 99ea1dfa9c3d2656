import type { Logger } from 'pino';
import type { Membership, SignedIn } from '../people/people.usecases.ts';

/** What a request carries from middleware to handler. */
export interface Env {
  /** What the HTTP server of Node gives along; tests without a port give it themselves. */
  Bindings: { incoming?: { socket?: { remoteAddress?: string | undefined } } };
  Variables: {
    requestId: string;
    log: Logger;
    signedIn: SignedIn;
    /** For an answer that goes on for long: false once the token was revoked. */
    isStillSignedIn: () => Promise<boolean>;
    membership: Membership;
  };
}
