import { Cron } from 'croner';
import { FIXED_PATHS } from '../http/fixed-paths.ts';
import type { APIGateway, CronGateway } from './gateway.ts';

/** The gateways of one program. */
export interface Gateways {
  readonly api: readonly APIGateway[];
  readonly cron: readonly CronGateway[];
}

/**
 * Reads what a program says in `gateway`: a class, an instance, or a list of them.
 *
 * @param program its name, whose route an API gateway takes unless it has a path.
 * @param routes what is taken already, as `POST /path`; the routes of these gateways are added.
 * @throws {Error} saying what is wrong with one.
 */
export function readGateways(value: unknown, program: string, routes: Set<string>): Gateways {
  const found = { api: [] as APIGateway[], cron: [] as CronGateway[] };
  for (const each of value === undefined || value === null ? [] : Array.isArray(value) ? (value as unknown[]) : [value]) {
    const gateway: unknown = typeof each === 'function' ? Reflect.construct(each, []) : each;
    if (isKind<APIGateway>(gateway, 'api')) found.api.push(withFreeRoute(gateway, program, routes));
    else if (isKind<CronGateway>(gateway, 'cron')) found.cron.push(withSchedule(gateway));
    else throw new Error('expected classes or instances that extend APIGateway or CronGateway');
  }
  return found;
}

/** Where an API gateway is served. */
export function gatewayPath(gateway: APIGateway, program: string): string {
  return gateway.path ?? `/${program}`;
}

/** By what it says of itself: the project may have a copy of this package of its own. */
function isKind<G extends APIGateway | CronGateway>(value: unknown, kind: G['kind']): value is G {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === kind;
}

function withFreeRoute(gateway: APIGateway, program: string, routes: Set<string>): APIGateway {
  const path = gatewayPath(gateway, program);
  if (!/^\/[^\s?#]*$/.test(path)) throw new Error(`expected a path such as /webhooks/hook, got ${JSON.stringify(path)}`);
  const route = `${gateway.method} ${path}`;
  const isOwn = route === `POST /${program}`;
  if (FIXED_PATHS.has(path) || (!isOwn && routes.has(route))) throw new Error(`${route} is taken`);
  routes.add(route);
  return gateway;
}

function withSchedule(gateway: CronGateway): CronGateway {
  try {
    new Cron(gateway.schedule, { paused: true, ...(gateway.timezone === undefined ? {} : { timezone: gateway.timezone }) }).stop();
  } catch (cause) {
    throw new Error(`the schedule ${JSON.stringify(gateway.schedule)} cannot be used: ${(cause as Error).message}`, { cause });
  }
  return gateway;
}
