import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How long a session of the page lasts. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;
export const SESSION_COOKIE = 'dspy_session';

/** Knows the token, and the sessions that were opened with it. Comparisons take the same time whatever is compared. */
export class Authenticator {
  readonly #digest: Buffer;
  readonly #key: Buffer;
  readonly #now: () => number;

  /** @param now milliseconds. */
  constructor(token: string, now: () => number = Date.now) {
    this.#digest = digestOf(token);
    this.#key = createHmac('sha256', token).update('dspy-server session').digest();
    this.#now = now;
  }

  isToken(candidate: string): boolean {
    return timingSafeEqual(digestOf(candidate), this.#digest);
  }

  /** Whether a request carries the token as `Authorization: Bearer`. */
  admitsToken({ authorization }: IncomingHttpHeaders): boolean {
    const bearer = /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1];
    return bearer !== undefined && this.isToken(bearer);
  }

  /** Whether a request carries the cookie of a session. */
  admitsSession({ cookie }: IncomingHttpHeaders): boolean {
    const session = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}="?([^";]*)`).exec(cookie ?? '')?.[1];
    return session !== undefined && this.isSession(session);
  }

  /** A new session: when it was opened, signed. Every process with the same token knows it. */
  openSession(): string {
    const seconds = Math.floor(this.#now() / 1000);
    return `${seconds}.${this.#signatureOf(seconds)}`;
  }

  isSession(value: string): boolean {
    const [, opened = '', signature = ''] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(value) ?? [];
    if (signature === '') return false;
    const isGenuine = timingSafeEqual(Buffer.from(signature), Buffer.from(this.#signatureOf(Number(opened))));
    const ageSeconds = this.#now() / 1000 - Number(opened);
    return isGenuine && ageSeconds >= -60 && ageSeconds < SESSION_SECONDS;
  }

  #signatureOf(seconds: number): string {
    return createHmac('sha256', this.#key).update(String(seconds)).digest('hex');
  }
}

/** Digests have one length, so that comparing them tells nothing about the length of the token. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
