/** A body that is not OTLP. Nothing of it is stored; sending it again cannot help. */
export class MalformedOtlpError extends Error {
  readonly code = 'malformed_otlp';
  /** Where in the body: a field (`Span.name`) or a path (`resourceSpans[0].scopeSpans`). */
  readonly where: string;
  readonly problem: string;

  constructor(where: string, problem: string, options?: ErrorOptions) {
    super(`The body is not a valid OTLP trace export: ${where}: ${problem}.`, options);
    this.name = 'MalformedOtlpError';
    this.where = where;
    this.problem = problem;
  }
}
