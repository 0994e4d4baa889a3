import type { Context } from 'koa';
import { HTTPError } from '../http-error.ts';

/** Answers one request. */
export type Handler = (ctx: Context, rest: string) => void | Promise<void>;

/** What is served at a path. */
export interface Route {
  /** As traces name it: `/api/metrics/{program}`. */
  readonly name: string;
  /** By method. GET answers HEAD too. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Whether `--auth` lets everyone in. */
  readonly isPublic?: boolean | undefined;
}

/** A route as it is found: who may come in is decided for each method. */
export interface FoundRoute {
  readonly name: string;
  readonly methods: ReadonlyMap<string, FoundMethod>;
  /** What follows the folder that the route is for. */
  readonly rest: string;
}

export interface FoundMethod {
  readonly handle: Handler;
  readonly isPublic: boolean;
}

/** Finds routes by paths: whole ones, and those that end in one more segment, which is handed on as `rest`. */
export class RouteTable {
  readonly #exact = new Map<string, FoundRoute>();
  readonly #below = new Map<string, FoundRoute>();

  /** Handlers of one path are put together; the first one for a method stays. */
  add(path: string, route: Route): void {
    const before = this.#exact.get(path);
    this.#exact.set(path, { name: before?.name ?? route.name, methods: new Map([...methodsOf(route), ...(before?.methods ?? [])]), rest: '' });
  }

  /** @param folder ends in a slash. */
  addBelow(folder: string, route: Route): void {
    this.#below.set(folder, { name: route.name, methods: methodsOf(route), rest: '' });
  }

  find(path: string): FoundRoute | undefined {
    const route = this.#exact.get(path);
    if (route) return route;
    const cut = path.lastIndexOf('/') + 1;
    const below = cut > 0 && cut < path.length ? this.#below.get(path.slice(0, cut)) : undefined;
    return below && { ...below, rest: path.slice(cut) };
  }
}

function methodsOf({ handlers, isPublic = false }: Route): Map<string, FoundMethod> {
  return new Map(Object.entries(handlers).map(([method, handle]) => [method, { handle, isPublic }]));
}

/** The path of a request as it is meant; `undefined` when it means nothing. */
export function decodedPath(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** What answers a method; `undefined` when nothing does. */
export function methodOf({ methods }: FoundRoute, method: string): FoundMethod | undefined {
  return methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined);
}

/** Names the methods which the route has. */
export function methodNotAllowed({ methods }: FoundRoute): HTTPError {
  return new HTTPError(405, 'Method Not Allowed', { headers: { allow: [...methods.keys()].join(', ') } });
}
