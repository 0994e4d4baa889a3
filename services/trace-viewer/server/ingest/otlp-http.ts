import type { Context } from 'koa';

import { toProblem, type Problem } from '../http-problem.ts';
import type { ByteBudget } from './byte-budget.ts';
import { allowOrigin } from './cors.ts';
import { CONTENT_TYPES, exportResponse, statusBody, type OtlpEncoding } from './otlp-answers.ts';
import { readOtlpJson } from './otlp-json.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';
import { readBody, type BodyLimits } from './request-body.ts';
import { RequestRefusedError } from './request-refused-error.ts';
import type { SpanIntake } from './span-intake.ts';

export interface OtlpHttpOptions {
  readonly intake: SpanIntake;
  readonly budget: ByteBudget;
  readonly limits: BodyLimits;
  readonly onUnexpected: (error: unknown) => void;
}

/** `POST /v1/traces`. Every answer, refusals included, has the form that OTLP lays down. */
export async function exportTraces(ctx: Context, options: OtlpHttpOptions): Promise<void> {
  allowOrigin(ctx);
  const encoding = encodingOf(ctx.get('content-type'));
  try {
    if (ctx.method !== 'POST') throw new RequestRefusedError(405, `${ctx.path} takes POST, not ${ctx.method}.`, { headers: { Allow: 'POST, OPTIONS' } });
    if (encoding === undefined) throw new RequestRefusedError(415, 'Send traces as application/x-protobuf or application/json.');
    using charge = options.budget.open();
    const body = await readBody(ctx.req, options.limits, charge);
    const batch = encoding === 'protobuf' ? readOtlpProtobuf(body) : readOtlpJson(body);
    await options.intake.take(batch);
    ctx.status = 200;
    answer(ctx, encoding, exportResponse(encoding, batch.rejected));
  } catch (error) {
    // The sender hung up: nobody is there to answer.
    if (ctx.req.destroyed && !ctx.req.complete) return;
    const problem = toProblem(error);
    options.intake.counters.refused(problem.status);
    if (problem.unexpected) options.onUnexpected(error);
    refuseExport(ctx, problem);
  }
}

function encodingOf(contentType: string): OtlpEncoding | undefined {
  switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-protobuf': return 'protobuf';
    case 'application/json': return 'json';
    default: return undefined;
  }
}

/** Answers in the form of the request, or in JSON when it has none that is known. */
export function refuseExport(ctx: Context, problem: Problem): void {
  const encoding = encodingOf(ctx.get('content-type')) ?? 'json';
  ctx.status = problem.status;
  ctx.set(problem.headers);
  answer(ctx, encoding, statusBody(encoding, problem.rpcCode, problem.message));
}

function answer(ctx: Context, encoding: OtlpEncoding, body: Buffer): void {
  ctx.body = body;
  // Not `ctx.type`, which adds a charset that OTLP's senders do not expect.
  ctx.set('Content-Type', CONTENT_TYPES[encoding]);
}
