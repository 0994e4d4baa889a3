import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { TextPolicy, type TextPolicyOptions } from './text-policy.ts';

const DEFAULTS: TextPolicyOptions = { patterns: [], knownSecrets: true, media: false, longestMedia: 32_000, longestText: 131_072 };
const policy = new TextPolicy(DEFAULTS);
const HIDDEN = '__REDACTED__';

describe('keys and tokens', () => {
  // In pieces, so that nobody who looks for leaked keys finds these.
  test.each([
    ['an OpenAI key', ['sk-', 'proj-', 'a1B2'.repeat(8)]],
    ['an Anthropic key', ['sk-', 'ant-api03-', 'Zz9_'.repeat(8)]],
    ['a Stripe key', ['sk_', 'live_', 'a1B2'.repeat(6)]],
    ['a GitHub token', ['gh', 'p_', 'a1B2'.repeat(9)]],
    ['a Slack token', ['xox', 'b-', '123456789012-abcdef']],
    ['a Google key', ['AI', 'za', 'Sy0_'.repeat(9)]],
    ['an AWS key', ['AK', 'IA', 'IOSFODNN7EXAMPLE']],
    ['a Hugging Face token', ['h', 'f_', 'abCD'.repeat(8)]],
    ['a JSON web token', ['ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmN']],
    ['a private key', ['-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA ', 'PRIVATE KEY-----']],
  ])('%s is replaced, and nothing around it', (_name, pieces) => {
    const secret = pieces.join('');
    expect(policy.shown(`before ${secret} after`)).toBe(`before ${HIDDEN} after`);
    expect(JSON.parse(policy.shown(JSON.stringify({ a: secret, b: [`"${secret}"`] })))).toEqual({ a: HIDDEN, b: [`"${HIDDEN}"`] });
  });

  test.each([
    ['Authorization: Bearer abcdef.123456-XYZ', `Authorization: Bearer ${HIDDEN}`],
    ['{"authorization":"Basic dXNlcjpwYXNzd29yZA=="}', `{"authorization":"Basic ${HIDDEN}"}`],
    ['postgres://app:hunter2@db.example.org/x', `postgres://app:${HIDDEN}@db.example.org/x`],
  ])('%s keeps what is no secret', (text, shown) => {
    expect(policy.shown(text)).toBe(shown);
  });

  test.each([
    'The task-oriented desk-side risk-averse approach.',
    'A bearer of bad news; the Bearer internationalization; Basic internationalization matters.',
    'a-very-long-word-that-is-nothing-but-long and /some/path/to/a/file/that/is/long.txt',
    'sk-learn and hf_hub are libraries.',
    'See https://example.org:8080/a@b and mailto:someone@example.org.',
    'BEGIN PUBLIC KEY',
    'eyJ',
  ])('“%s” is left as it is', (text) => {
    expect(policy.shown(text)).toBe(text);
  });

  test('are searched for in time that grows with the text', () => {
    const pieces = ['sk-', 'eyJ', 'eyJ-', '-eyJaaaaaaaa.', 'Bearer ', 'a:', 'http://', 'a://b:', '-----BEGIN ', 'data:', 'data:a/b', ';a', 'basic aaaaaaaaaaaa', 'sk-aaaa.', 'a:b@', '://', '://a:b', 'x'];
    const texts = pieces.flatMap((piece) => [piece.repeat(30_000), `${piece}${' '.repeat(100_000)}`, `${piece}${'a'.repeat(100_000)}`, `${piece}${'-'.repeat(100_000)}`]);
    expect(texts.map((text) => policy.shown(text)).filter((text) => text.length > 200_000)).toEqual([]);
  });

  test('stay when nothing is to be replaced', () => {
    const text = `sk-${'a1B2'.repeat(8)}`;
    expect(new TextPolicy({ ...DEFAULTS, knownSecrets: false }).shown(text)).toBe(text);
  });

  test('are replaced where the text is cut, too', () => {
    const secret = `sk-${'a1B2'.repeat(8)}`;
    expect(new TextPolicy({ ...DEFAULTS, longestText: 20 }).shown(`0123456789 ${secret} rest`)).toBe('0123456789 __REDACTE… [truncated: 20 of 51 characters]');
  });
});

test('a long text is cut, says so, and never in the middle of a character', () => {
  const short = new TextPolicy({ ...DEFAULTS, longestText: 4 });
  expect(short.shown('abcd')).toBe('abcd');
  expect(short.shown('abcde')).toBe('abcd… [truncated: 4 of 5 characters]');
  expect(short.shown('abc😀e')).toBe('abc… [truncated: 3 of 6 characters]');
  expect(short.limited('abcde')).toBe('abcd… [truncated: 4 of 5 characters]');
});

test('what is said often is looked at once and stays the same', () => {
  const text = `Bearer ${'x1'.repeat(10)}`;
  expect([policy.shownOften(text), policy.shownOften(text)]).toEqual([`Bearer ${HIDDEN}`, `Bearer ${HIDDEN}`]);
});

describe('images', () => {
  const bytes = Buffer.alloc(50_000, 7);
  const url = `data:image/png;base64,${bytes.toString('base64')}`;
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);

  test('are told by hash and size, wherever in a text, also where that is long', () => {
    expect(policy.shown(`see ${url} and ${JSON.stringify({ image: url })}`)).toBe(`see [image/png 50000 bytes sha256:${hash}] and {"image":"[image/png 50000 bytes sha256:${hash}]"}`);
    const short = new TextPolicy({ ...DEFAULTS, longestText: 100 });
    expect(short.shown(`see ${url}`)).toBe(`see [image/png 50000 bytes sha256:${hash}]`);
  });

  test('stay when asked for, up to a length', () => {
    const asked = new TextPolicy({ ...DEFAULTS, media: true, longestMedia: 100_000 });
    expect(asked.shown(url)).toBe(url);
    expect(new TextPolicy({ ...DEFAULTS, media: true }).shown(url)).toBe(`[image/png 50000 bytes sha256:${hash}]`);
  });

  test('and sound, as bare base64, likewise', () => {
    expect(policy.shownData(bytes.toString('base64'), 'audio/wav')).toBe(`[audio/wav 50000 bytes sha256:${hash}]`);
  });
});
