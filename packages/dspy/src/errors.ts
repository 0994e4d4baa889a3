/** Every code a {@link DSPyError} can carry. Codes are stable: callers may switch on them. */
export type DSPyErrorCode =
  | 'aborted'
  | 'adapter_parse_error'
  | 'auth'
  | 'billing'
  | 'code_failed'
  | 'content_filter'
  | 'context_window_exceeded'
  | 'evaluation_failed'
  | 'invalid_configuration'
  | 'invalid_input'
  | 'invalid_request'
  | 'invalid_signature'
  | 'invalid_state'
  | 'lm_unavailable'
  | 'not_configured'
  | 'rate_limit'
  | 'retriever_unavailable'
  | 'timeout'
  | 'unexpected_response'
  | 'unsupported_feature';

/**
 * Base of everything this package throws on purpose.
 *
 * `code` is stable and typed, `cause` is the error underneath when there is one, `message` says what failed, with
 * what, and what to do about it. Messages never hold an API key.
 *
 * ```ts
 * import { DSPyError, Predict } from '@dspy-otel/dspy';
 *
 * try {
 *   await new Predict('question -> answer').call({ question: 'Why?' });
 * } catch (error) {
 *   if (!(error instanceof DSPyError)) throw error;
 *   console.error(error.code, error.message);
 * }
 * ```
 */
export abstract class DSPyError extends Error {
  abstract readonly code: DSPyErrorCode;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The signature string or the field definitions cannot be read. `code` is `invalid_signature`. */
export class SignatureError extends DSPyError {
  readonly code = 'invalid_signature';
}

/** No language model, retriever or other part that the call needs is set. `code` is `not_configured`. */
export class NotConfiguredError extends DSPyError {
  readonly code = 'not_configured';
}

/** A setting or option has a value that cannot work. `code` is `invalid_configuration`. */
export class ConfigurationError extends DSPyError {
  readonly code = 'invalid_configuration';
}

/** One thing that is wrong with a value. `path` is the field name, then keys and indices into its value. */
export interface InputIssue {
  readonly path: readonly (string | number)[];
  /** Python-style type name, as in the signature (`list[str]`). */
  readonly expected: string;
  readonly message: string;
}

/**
 * Inputs do not fit the signature. `code` is `invalid_input`; `issues` has one entry per problem.
 *
 * ```ts
 * import { InputError, signature } from '@dspy-otel/dspy';
 *
 * try {
 *   signature('age: int -> answer').parseInputs({ age: 'old' });
 * } catch (error) {
 *   if (error instanceof InputError) console.log(error.issues.map(({ path, expected }) => [path, expected])); // [ [ [ 'age' ], 'int' ] ]
 * }
 * ```
 */
export class InputError extends DSPyError {
  readonly code = 'invalid_input';
  readonly issues: readonly InputIssue[];

  constructor(message: string, issues: readonly InputIssue[], options?: { cause?: unknown }) {
    super(message, options);
    this.issues = issues;
  }
}

/** What an `AdapterParseError` knows beside its message. */
export interface AdapterParseErrorDetails {
  readonly adapter: string;
  readonly signature: string;
  /** What the model wrote, whole. */
  readonly completion: string;
  /** The field whose value could not be read; absent when fields are missing. */
  readonly field?: string | undefined;
  /** The type of that field, in Python's notation. */
  readonly expected?: string | undefined;
  /** What the model wrote for that field. */
  readonly written?: string | undefined;
  /** Output fields that the completion does not have. */
  readonly missing?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/**
 * The model's answer does not have the shape that the adapter asked for. `code` is `adapter_parse_error`.
 *
 * ```ts
 * import { AdapterParseError, ChatAdapter, signature } from '@dspy-otel/dspy';
 *
 * try {
 *   new ChatAdapter().parse(signature('question -> score: int'), '[[ ## score ## ]]\nhigh');
 * } catch (error) {
 *   if (error instanceof AdapterParseError) console.log(error.field, error.expected, error.written); // score int high
 * }
 * ```
 */
export class AdapterParseError extends DSPyError {
  readonly code = 'adapter_parse_error';
  readonly adapter: string;
  readonly signature: string;
  readonly completion: string;
  readonly field: string | undefined;
  readonly expected: string | undefined;
  readonly written: string | undefined;
  readonly missing: readonly string[];

  constructor(message: string, details: AdapterParseErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.adapter = details.adapter;
    this.signature = details.signature;
    this.completion = details.completion;
    this.field = details.field;
    this.expected = details.expected;
    this.written = details.written;
    this.missing = details.missing ?? [];
  }
}

/**
 * A retriever did not answer, or answered something that is not a list of passages. `code` is `retriever_unavailable`;
 * `timeout` when its time was up; `aborted` when the caller's abort signal fired: `cause` is then the signal's reason.
 */
export class RetrieverError extends DSPyError {
  readonly code: 'retriever_unavailable' | 'timeout' | 'aborted';
  readonly retriever: string;
  /** HTTP status, when the retriever answered at all. */
  readonly status: number | undefined;

  constructor(message: string, details: { retriever: string; code?: 'timeout' | 'aborted'; status?: number | undefined; cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code ?? 'retriever_unavailable';
    this.retriever = details.retriever;
    this.status = details.status;
  }
}
