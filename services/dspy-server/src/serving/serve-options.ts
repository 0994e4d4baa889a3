import type { OpenAPIFormat } from './save-openapi.ts';

/** The flags of `dspy-cli serve`. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly logsDir: string;
  readonly logs: boolean;
  readonly reload: boolean;
  /** Absent when the configuration decides. */
  readonly workers?: number;
  readonly saveOpenapi: boolean;
  readonly openapiFormat: OpenAPIFormat;
  readonly mcp: boolean;
  readonly auth: boolean;
}
