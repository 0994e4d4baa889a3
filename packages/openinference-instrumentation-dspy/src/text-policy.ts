import { createHash } from 'node:crypto';
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

/**
 * Shapes of secrets: API keys of providers and platforms, bearer tokens, JSON web tokens, private keys, passwords in addresses.
 * Repetitions that something else has to follow are bounded, so that no text takes time that grows with its square.
 */
const KNOWN_SECRETS = [
  String.raw`\b(?:sk|pk|rk)[-_](?:[a-z]{1,16}[-_]){0,3}[\w-]{16,}`,
  String.raw`\b(?:gh[pousr]|github_pat|glpat|hf|gsk|xai|nvapi|pplx|r8|tvly|fw)[-_][\w-]{16,}`,
  String.raw`\bxox[a-z]-[\w-]{10,}`,
  String.raw`\bAIza[\w-]{30,}`,
  String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
  String.raw`\beyJ[\w-]{8,512}\.eyJ[\w-]{8,4096}\.[\w-]{8,}`,
  String.raw`(?<=\b[Bb]earer\s{1,3})[\w.~+/=-]{12,}`,
  String.raw`(?<=\b[Bb]asic\s{1,3})[A-Za-z0-9+/]{12,512}={0,2}(?![\w ])`,
  String.raw`-----BEGIN (?:[A-Z]{1,16} ){0,4}PRIVATE KEY-----[^-]*(?:-----END (?:[A-Z]{1,16} ){0,4}PRIVATE KEY-----)?`,
  String.raw`(?<=\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/"]{0,64}:)[^\s@/"]{1,256}(?=@)`,
];

const DATA_URL = String.raw`data:[\w.+-]{1,64}\/[\w.+-]{1,128}(?:;[\w=.-]{1,128}){0,4};base64,[A-Za-z0-9+/=_-]+`;

/** A secret that begins before the limit is seen whole up to this length. */
const LONGEST_SECRET = 4096;

const OFTEN = 256;

/** Decides what of a text stands in a span. */
export class TextPolicy {
  readonly #options: TextPolicyOptions;
  readonly #pattern: RegExp;
  readonly #own: readonly RegExp[];
  readonly #often = new Map<string, string>();

  constructor(options: TextPolicyOptions) {
    this.#options = options;
    this.#pattern = new RegExp([DATA_URL, ...(options.knownSecrets ? KNOWN_SECRETS : [])].join('|'), 'g');
    this.#own = options.patterns.map((pattern) => new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`));
  }

  /** The text without secrets, with images as hash and size, and marked where it was cut. */
  shown(text: string): string {
    const { longestText } = this.#options;
    // Images first, whole, since what is cut in two has another hash. The rest of a long text need not be searched.
    let result = text.length > longestText && !text.includes(';base64,') ? text.slice(0, longestText + LONGEST_SECRET) : text;
    result = result.replace(this.#pattern, (match) => (match.startsWith('data:') ? this.#media(match) : REDACTED));
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
