import { createHash } from 'node:crypto';
import { replaceLongRuns } from './long-runs.ts';
import { REDACTED } from './redacted.ts';

/** What is cut out of every text, and how long a text may be. */
export interface TextPolicyOptions {
  /** Texts of one's own that are replaced, beside the keys and tokens that are known by their shape. */
  readonly patterns: readonly RegExp[];
  /** Whether keys and tokens that are known by their shape are replaced. */
  readonly knownSecrets: boolean;
  /** Whether `data:` URLs stay as they are, up to a length; otherwise all are replaced by their hash and size. */
  readonly media: boolean;
  /** In characters. */
  readonly longestMedia: number;
  /** In characters. */
  readonly longestText: number;
}

/** Keys and tokens that are known by how they begin, inside a run of characters without a break. */
const TOKENS = new RegExp(
  [
    String.raw`\b(?:sk|pk|rk)[-_][\w-]{13,}`,
    String.raw`\b(?:gh[pousr]|github_pat|glpat|hf|gsk|xai|nvapi|pplx|r8|tvly|fw)[-_][\w-]{13,}`,
    String.raw`\bxox[a-z]-[\w-]{11,}`,
    String.raw`\bAIza[\w-]{30,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\beyJ[\w-]{8,512}\.eyJ[\w-]{8,4096}\.[\w-]{8,}`,
  ].join('|'),
  'g',
);
/** The password of `scheme://user:password@host`. */
const PASSWORD = /(:\/\/[^:@/]{0,64}:)[^@/]{1,256}(?=@)/g;
const BEARER = /\bbearer\s{1,3}$/i;
const BASIC = /\bbasic\s{1,3}$/i;
/** Nothing shorter is taken for a secret. */
const SHORTEST_SECRET = 16;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]{1,16} ){0,4}PRIVATE KEY-----[^-]*(?:-----END (?:[A-Z]{1,16} ){0,4}PRIVATE KEY-----)?/g;

const DATA_URL = /data:[\w.+-]{1,64}\/[\w.+-]{1,128}(?:;[\w=.-]{1,128}){0,4};base64,[A-Za-z0-9+/=_-]+/g;

/** A secret that begins before the limit is seen whole up to this length. */
const LONGEST_SECRET = 4096;

const OFTEN = 256;

/** Decides what of a text stands in a span. */
export class TextPolicy {
  readonly #options: TextPolicyOptions;
  readonly #own: readonly RegExp[];
  readonly #often = new Map<string, string>();

  constructor(options: TextPolicyOptions) {
    this.#options = options;
    this.#own = options.patterns.map((pattern) => new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`));
  }

  /** The text without secrets, with images as hash and size, and marked where it was cut. */
  shown(text: string): string {
    const { longestText, knownSecrets } = this.#options;
    // Images first and whole, since what is cut in two has another hash. The rest of a long text need not be searched.
    let result = text.includes(';base64,') ? text.replace(DATA_URL, (url) => this.#media(url)) : text;
    if (result.length > longestText + LONGEST_SECRET) result = result.slice(0, longestText + LONGEST_SECRET);
    if (knownSecrets) result = withoutSecrets(result);
    for (const pattern of this.#own) result = result.replace(pattern, REDACTED);
    return result.length > longestText ? cut(result, longestText, text.length) : result;
  }

  /** {@link shown}, remembered: for texts that are the same from call to call, such as what a system message says. */
  shownOften(text: string): string {
    let result = this.#often.get(text);
    if (result !== undefined) return result;
    result = this.shown(text);
    if (this.#often.size >= OFTEN) this.#often.clear();
    this.#often.set(text, result);
    return result;
  }

  /** Only cut: for what is made of texts that have been through {@link shown}. */
  limited(text: string): string {
    const { longestText } = this.#options;
    return text.length > longestText ? cut(text, longestText, text.length) : text;
  }

  /** Base64 data that is no URL. */
  shownData(data: string, mediaType: string): string {
    if (data.startsWith('data:')) return this.shown(data);
    return this.#keeps(data) ? data : describeMedia(mediaType, data);
  }

  #media(url: string): string {
    if (this.#keeps(url)) return url;
    const comma = url.indexOf(',');
    return describeMedia(url.slice('data:'.length, url.indexOf(';')), url.slice(comma + 1));
  }

  #keeps(data: string): boolean {
    return this.#options.media && data.length <= this.#options.longestMedia;
  }
}

function withoutSecrets(text: string): string {
  const withoutKeys = text.includes('PRIVATE KEY-----') ? text.replace(PRIVATE_KEY, REDACTED) : text;
  return replaceLongRuns(withoutKeys, SHORTEST_SECRET, (run, start) => {
    const before = withoutKeys.slice(Math.max(0, start - 12), start);
    if ((BEARER.test(before) && /\d/.test(run)) || (BASIC.test(before) && isCredential(run))) return REDACTED;
    return run.replace(TOKENS, REDACTED).replace(PASSWORD, `$1${REDACTED}`);
  });
}

/** Base64 of `user:password`. */
function isCredential(run: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(run) && Buffer.from(run, 'base64').includes(':');
}

function cut(text: string, length: number, originally: number): string {
  // Half a surrogate pair is no text.
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  return `${text.slice(0, end)}… [truncated: ${end} of ${Math.max(originally, text.length)} characters]`;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function describeMedia(mediaType: string, base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return `[${mediaType} ${bytes.length} bytes sha256:${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}]`;
}
