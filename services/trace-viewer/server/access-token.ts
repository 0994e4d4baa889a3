import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const COOKIE = 'dspy_viewer';

/** The secret that opens the viewer. Comparing takes the same time whatever is compared. */
export class AccessToken {
  readonly #digest: Buffer;
  readonly #session: string;

  constructor(token: string) {
    this.#digest = digest(token);
    // What a browser keeps proves that it knew the token, and does not tell it.
    this.#session = createHmac('sha256', token).update('dspy-viewer session').digest('base64url');
  }

  matches(token: string): boolean {
    return timingSafeEqual(digest(token), this.#digest);
  }

  /** Whether a header `Authorization: Bearer …` holds the token. */
  opens(authorization: string | undefined): boolean {
    const token = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
    return token !== undefined && this.matches(token);
  }

  /** Whether a `Cookie` header holds what `cookie` gave. */
  knows(cookies: string | undefined): boolean {
    const values = (cookies ?? '').split(';').map((cookie) => cookie.trim().split('=', 2)).filter(([name]) => name === COOKIE);
    return values.some(([, value = '']) => timingSafeEqual(digest(value), digest(this.#session)));
  }

  /** The value of a `Set-Cookie` header: no script can read it, no other site's page sends it. */
  cookie(): string {
    return `${COOKIE}=${this.#session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
  }

  static forgetCookie(): string {
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  }
}

/** Of one length, whatever the length of the text: `timingSafeEqual` asks for that. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
