const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bplus\b/gi, '+'],
  [/\bminus\b/gi, '-'],
  [/\b(?:times|multiplied by)\b|×|(?<=\d\s?)x(?=\s?\d)/gi, '*'],
  [/\bdivided by\b|÷/gi, '/'],
  [/\bto the power of\b|\*\*/gi, '^'],
  [/−/g, '-'],
];

/** No sum is asked for beyond this many characters. */
const LONGEST = 2_000;

/** The longest arithmetic expression in a text, such as `2 + 2` in "What is two plus two, that is 2 + 2?". */
export function findExpression(text: string): string | undefined {
  const plain = WORDS.reduce((result, [pattern, sign]) => result.replaceAll(pattern, sign), text.slice(0, LONGEST));
  const candidates = plain.match(/[(\d][\d\s.,+*/^()-]*[\d)]/g) ?? [];
  const expressions = candidates
    .map((candidate) => candidate.replaceAll(/(?<=\d),(?=\d{3})/g, '').trim())
    .filter((candidate) => /[\d)]\s*[+*/^-]\s*[(\d-]/.test(candidate) && !/^\d{4}-\d{1,2}(?:-\d{1,2})?$/.test(candidate));
  return expressions.toSorted((a, b) => b.length - a.length)[0];
}

/** The value of `+ - * / ^` over numbers and brackets; undefined for anything else and for a division by zero. */
export function evaluate(expression: string): number | undefined {
  const tokens = expression.match(/\d+(?:\.\d+)?|[-+*/^()]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/g, '')) return undefined;
  const parser = new Parser(tokens);
  const value = parser.sum();
  return parser.done && Number.isFinite(value) ? Number(value.toPrecision(12)) : undefined;
}

/** Brackets nested deeper than this are not what a person asks. */
const DEEPEST = 50;

class Parser {
  readonly #tokens: readonly string[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#position === this.#tokens.length;
  }

  sum(): number {
    let value = this.#product();
    for (let sign = this.#take('+', '-'); sign !== undefined; sign = this.#take('+', '-')) {
      const right = this.#product();
      value = sign === '+' ? value + right : value - right;
    }
    return value;
  }

  #product(): number {
    let value = this.#power();
    for (let sign = this.#take('*', '/'); sign !== undefined; sign = this.#take('*', '/')) {
      const right = this.#power();
      value = sign === '*' ? value * right : value / right;
    }
    return value;
  }

  #power(): number {
    const base = this.#atom();
    return this.#take('^') === undefined ? base : base ** this.#power();
  }

  #atom(): number {
    this.#depth += 1;
    if (this.#depth > DEEPEST) return Number.NaN;
    if (this.#take('-') !== undefined) return this.#leave(-this.#power());
    if (this.#take('(') === undefined) return this.#leave(Number(this.#next()));
    const value = this.sum();
    return this.#leave(this.#take(')') === undefined ? Number.NaN : value);
  }

  #leave(value: number): number {
    this.#depth -= 1;
    return value;
  }

  #next(): string {
    const token = this.#tokens[this.#position] ?? '';
    this.#position += 1;
    return /^\d/.test(token) ? token : 'NaN';
  }

  #take(...signs: string[]): string | undefined {
    const token = this.#tokens[this.#position];
    if (token === undefined || !signs.includes(token)) return undefined;
    this.#position += 1;
    return token;
  }
}
