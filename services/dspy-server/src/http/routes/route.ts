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

/** Finds routes by paths: whole ones, and those that end in one more segment, which is handed on as `rest`. */
export class RouteTable {
  readonly #exact = new Map<string, Route>();
  readonly #below = new Map<string, Route>();

  /** Handlers of one path are put together; the first one for a method stays. */
  add(path: string, route: Route): void {
    const before = this.#exact.get(path);
    this.#exact.set(path, before ? { ...before, handlers: { ...route.handlers, ...before.handlers } } : route);
  }

  /** @param folder ends in a slash. */
  addBelow(folder: string, route: Route): void {
    this.#below.set(folder, route);
  }

  find(path: string): { readonly route: Route; readonly rest: string } | undefined {
    const route = this.#exact.get(path);
    if (route) return { route, rest: '' };
    const cut = path.lastIndexOf('/') + 1;
    const below = cut > 0 && cut < path.length ? this.#below.get(path.slice(0, cut)) : undefined;
    return below && { route: below, rest: path.slice(cut) };
  }
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

/** @throws {HTTPError} 405 that names the methods which the route has. */
export function handlerFor({ handlers }: Route, method: string): Handler {
  const handler = handlers[method] ?? (method === 'HEAD' ? handlers['GET'] : undefined);
  if (handler && Object.hasOwn(handlers, method === 'HEAD' && !Object.hasOwn(handlers, 'HEAD') ? 'GET' : method)) return handler;
  throw new HTTPError(405, 'Method Not Allowed', { headers: { allow: Object.keys(handlers).join(', ') } });
}
