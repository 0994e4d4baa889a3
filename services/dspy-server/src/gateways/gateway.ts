import type { IncomingHttpHeaders } from 'node:http';

/** What a program takes, or gives, as plain data. */
export type GatewayValues = Readonly<Record<string, unknown>>;

/** The HTTP request that an {@link APIGateway} maps. */
export interface GatewayRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The last value of each parameter. */
  readonly query: Readonly<Record<string, string>>;
  /** The body as it came, for checking a signature. Empty for GET. */
  readonly rawBody: Buffer;
}

/** What both kinds of gateways may do. */
abstract class Gateway {
  /** Runs once before the server listens, for what the gateway needs open. */
  setup(): void | Promise<void> {}

  /** Runs once when the server has stopped. */
  shutdown(): void | Promise<void> {}
}

/**
 * Gives a program an HTTP route of its own in place of `POST /{Program}`, with requests and responses of another shape.
 *
 * ```ts
 * import { APIGateway, type GatewayValues } from '@dspy-otel/dspy-server';
 *
 * class WebhookGateway extends APIGateway {
 *   override readonly path = '/webhooks/question';
 *   override toPipelineInputs(body: GatewayValues): GatewayValues {
 *     return { question: body['text'] };
 *   }
 * }
 *
 * ```
 *
 * A program takes it as `static readonly gateway = WebhookGateway`: the class, an instance, or a list of several.
 */
export class APIGateway extends Gateway {
  readonly kind = 'api';
  /** Path of the route; `/{Program}` unless set. */
  readonly path: string | undefined;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'POST';
  /** Whether `--auth` guards the route too. */
  readonly requiresAuth: boolean = true;

  /**
   * The program's inputs; they are checked against its signature afterwards. Throw an error with `status` and
   * `expose: true` to refuse the request.
   *
   * @param body the JSON object that was sent, or the query of a GET.
   */
  toPipelineInputs(body: GatewayValues, _request: GatewayRequest): GatewayValues | Promise<GatewayValues> {
    return body;
  }

  /** What is answered, as JSON. */
  fromPipelineOutput(output: GatewayValues, _request: GatewayRequest): unknown {
    return output;
  }
}

/**
 * Runs a program on a schedule.
 *
 * ```ts
 * import { CronGateway, type GatewayValues } from '@dspy-otel/dspy-server';
 *
 * class Hourly extends CronGateway {
 *   override readonly schedule = '0 * * * *';
 *   override getPipelineInputs(): readonly GatewayValues[] {
 *     return [{ question: 'What is new?' }];
 *   }
 *   override onComplete(inputs: GatewayValues, output: GatewayValues): void {
 *     console.log(inputs, output);
 *   }
 * }
 * ```
 */
export abstract class CronGateway extends Gateway {
  readonly kind = 'cron';
  /** Five fields, or six with seconds first: `0 * * * *` is hourly. In the time zone of the server unless `timezone` is set. */
  readonly schedule: string = '0 * * * *';
  /** As `Europe/Berlin`. */
  readonly timezone: string | undefined;

  /** What to run the program with this time: one run for each, one after the other. */
  abstract getPipelineInputs(): readonly GatewayValues[] | Promise<readonly GatewayValues[]>;

  onComplete(_inputs: GatewayValues, _output: GatewayValues): void | Promise<void> {}

  onError(_inputs: GatewayValues, _error: unknown): void | Promise<void> {}
}
