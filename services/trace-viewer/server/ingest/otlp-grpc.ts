import {
  Server, ServerCredentials, ServerInterceptingCall, status, type handleUnaryCall, type MethodDefinition, type sendUnaryData, type ServerInterceptor,
} from '@grpc/grpc-js';

import type { AccessToken } from '../access-token.ts';
import { toProblem } from '../http-problem.ts';
import type { ByteBudget } from './byte-budget.ts';
import { exportResponse, RPC_CODES } from './otlp-answers.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';
import type { BodyLimits } from './request-body.ts';
import type { SpanIntake } from './span-intake.ts';

export interface OtlpGrpcOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly intake: SpanIntake;
  readonly budget: ByteBudget;
  readonly limits: BodyLimits;
  /** Who does not send it as `authorization: Bearer …` is refused; `undefined` lets everybody in. */
  readonly token: AccessToken | undefined;
  readonly onUnexpected: (error: unknown) => void;
}

export interface OtlpGrpcServer {
  readonly port: number;
  /** Answers what has come, refuses what comes; cuts connections after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

// Bodies stay bytes: the reader that OTLP/HTTP uses reads them.
const EXPORT: MethodDefinition<Buffer, Buffer> = {
  path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  requestStream: false,
  responseStream: false,
  requestSerialize: (bytes) => bytes,
  requestDeserialize: (bytes) => bytes,
  responseSerialize: (bytes) => bytes,
  responseDeserialize: (bytes) => bytes,
};

/** Bodies that one connection may send at once: each is held whole before it is read. */
const MAX_CONCURRENT_STREAMS = 32;

const STATUS: Readonly<Record<number, status>> = {
  [RPC_CODES.invalidArgument]: status.INVALID_ARGUMENT,
  [RPC_CODES.resourceExhausted]: status.RESOURCE_EXHAUSTED,
  [RPC_CODES.unavailable]: status.UNAVAILABLE,
};

/** Listens for OTLP/gRPC without TLS. Compression (gzip, deflate) is grpc-js's. */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': options.limits.maxBodyBytes, 'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS, interceptors: [tokenGuard(options)],
  });
  const handler: handleUnaryCall<Buffer, Buffer> = (call, callback) => void answer(call.request, callback, options);
  server.addService({ Export: EXPORT }, { Export: handler });
  const port = await bind(server, options);
  return { port, close: (graceMs) => close(server, graceMs) };
}

/** Refuses strangers by their metadata: nothing that they send behind it is read. */
function tokenGuard({ token, intake }: OtlpGrpcOptions): ServerInterceptor {
  return (_method, call) => new ServerInterceptingCall(call, {
    start: (next) => {
      next({
        onReceiveMetadata: (metadata, known) => {
          const [authorization] = metadata.get('authorization');
          if (token?.opens(authorization?.toString()) ?? true) {
            known(metadata);
            return;
          }
          intake.counters.refused(401);
          call.sendStatus({ code: status.UNAUTHENTICATED, details: 'This viewer asks for its token: send the metadata "authorization: Bearer …" with the value of DSPY_VIEWER_TOKEN.' });
        },
      });
    },
  });
}

async function answer(body: Buffer, callback: sendUnaryData<Buffer>, options: OtlpGrpcOptions): Promise<void> {
  let response: Buffer;
  try {
    response = await take(body, options);
  } catch (error) {
    const problem = toProblem(error);
    options.intake.counters.refused(problem.status);
    if (problem.unexpected) options.onUnexpected(error);
    callback({ code: STATUS[problem.rpcCode] ?? status.INTERNAL, details: problem.message });
    return;
  }
  callback(null, response);
}

async function take(body: Buffer, { intake, budget }: OtlpGrpcOptions): Promise<Buffer> {
  using charge = budget.open();
  charge.add(body.length);
  const batch = readOtlpProtobuf(body);
  await intake.take(batch);
  return exportResponse('protobuf', batch.rejected);
}

function bind(server: Server, { host, port }: OtlpGrpcOptions): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
