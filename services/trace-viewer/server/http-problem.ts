import { MalformedOtlpError } from './ingest/malformed-otlp-error.ts';
import { RPC_CODES } from './ingest/otlp-answers.ts';
import { RequestRefusedError } from './ingest/request-refused-error.ts';
import { StoreOverloadedError } from './store/group-commit.ts';
import { EngineLostError, EngineUnavailableError, SqlError } from './store/sql-engine.ts';
import { StoreUnavailableError } from './store/store-unavailable-error.ts';

/** How an error is told to a client: over HTTP by `status`, over gRPC and in OTLP's bodies by `rpcCode`. */
export interface Problem {
  readonly status: number;
  readonly rpcCode: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Not the client's fault and not load: somebody should look at the error. */
  readonly unexpected: boolean;
}

const NO_HEADERS = {};

/** The one place where errors become answers. */
export function toProblem(error: unknown): Problem {
  if (error instanceof MalformedOtlpError) {
    return { status: 400, rpcCode: RPC_CODES.invalidArgument, message: error.message, headers: NO_HEADERS, unexpected: false };
  }
  if (error instanceof RequestRefusedError) {
    return { status: error.status, rpcCode: rpcCodeOf(error.status), message: error.message, headers: error.headers, unexpected: false };
  }
  if (error instanceof StoreOverloadedError) return unavailable(error.message, error.retryAfterSeconds, false);
  if (error instanceof EngineLostError) return unavailable(error.message, 1, true);
  if (error instanceof SqlError || error instanceof EngineUnavailableError || error instanceof StoreUnavailableError) return unavailable(error.message, 5, true);
  return { status: 500, rpcCode: RPC_CODES.internal, message: 'The viewer failed; its log says why.', headers: NO_HEADERS, unexpected: true };
}

/** OTLP's senders try again after 503 and `UNAVAILABLE`, and after no other of these answers. */
function unavailable(message: string, retryAfterSeconds: number, unexpected: boolean): Problem {
  return { status: 503, rpcCode: RPC_CODES.unavailable, message, headers: { 'Retry-After': String(retryAfterSeconds) }, unexpected };
}

function rpcCodeOf(status: number): number {
  if (status === 503) return RPC_CODES.unavailable;
  if (status === 401) return RPC_CODES.unauthenticated;
  if (status === 403) return RPC_CODES.permissionDenied;
  if (status === 413) return RPC_CODES.resourceExhausted;
  if (status === 405) return RPC_CODES.unimplemented;
  return RPC_CODES.invalidArgument;
}
