import { useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from 'react';

import { formatAgainst, parseAgainst, type Against } from './against.ts';
import { formatList, parseList, WHOLE_LIST, type ListLook } from './list-address.ts';
import { formatLook, parseLook, PLAIN_LOOK, type TraceLook } from './trace-address.ts';

/** What is looked at among prompts. */
export interface PromptLook {
  readonly key: string | null;
  /** Another version, to compare with. */
  readonly against: string | null;
  /** The call that is edited and run again. */
  readonly run: { readonly traceId: string; readonly spanId: string } | null;
}

export const NO_PROMPT: PromptLook = { key: null, against: null, run: null };

/** What the address says. Every view can be linked. */
export type Route =
  | { readonly view: 'traces'; readonly look: ListLook }
  | { readonly view: 'trace'; readonly id: string; readonly look: TraceLook }
  | { readonly view: 'performance'; readonly look: ListLook; readonly operation: string | null; readonly against: Against | null; readonly frame: string | null }
  | { readonly view: 'prompts'; readonly look: ListLook; readonly chosen: PromptLook }
  | { readonly view: 'compare'; readonly a: string; readonly b: string; readonly row: number | null }
  | { readonly view: 'groups'; readonly a: ListLook; readonly b: ListLook }
  | { readonly view: 'sessions'; readonly look: ListLook; readonly session: string | null }
  | { readonly view: 'doctor' }
  | { readonly view: 'unknown' };

export function parseRoute(pathname: string, search: string): Route {
  const query = new URLSearchParams(search);
  if (pathname === '/') return { view: 'traces', look: parseList(query) };
  if (pathname === '/doctor') return { view: 'doctor' };
  if (pathname === '/performance') return { view: 'performance', look: parseList(query), operation: query.get('operation'), against: parseAgainst(query), frame: query.get('frame') };
  if (pathname === '/sessions') return { view: 'sessions', look: parseList(query), session: query.get('id') };
  if (pathname === '/prompts') return { view: 'prompts', look: parseList(query), chosen: { key: query.get('prompt'), against: query.get('with'), run: callId(query.get('run')) } };
  if (pathname === '/compare/groups') return { view: 'groups', a: parseList(side(query, 'a')), b: parseList(side(query, 'b')) };
  if (pathname === '/compare') return { view: 'compare', a: query.get('a') ?? '', b: query.get('b') ?? '', row: number(query.get('row')) };
  const id = /^\/traces\/([0-9a-fA-F]{1,64})\/?$/.exec(pathname)?.[1];
  if (id === undefined) return { view: 'unknown' };
  return { view: 'trace', id: id.toLowerCase(), look: parseLook(query) };
}

export function tracesPath(look: Partial<ListLook> = {}): string {
  return `/${formatList({ ...WHOLE_LIST, ...look })}`;
}

export function tracePath(id: string, look: Partial<TraceLook> = {}): string {
  return `/traces/${id}${formatLook({ ...PLAIN_LOOK, ...look })}`;
}

function number(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

export function performancePath(look: ListLook, operation: string | null = null, against: Against | null = null, frame: string | null = null): string {
  return withParameters('/performance', look, [['operation', operation], ...formatAgainst(against), ['frame', frame]]);
}

/** All sessions, or one of them as a conversation. */
export function sessionsPath(look: ListLook, session: string | null = null): string {
  return withParameters('/sessions', { ...look, sort: 'start' }, [['id', session]]);
}

export function promptsPath(look: ListLook, { key, against, run }: PromptLook = NO_PROMPT): string {
  return withParameters('/prompts', look, [['prompt', key], ['with', against], ['run', run && `${run.traceId}.${run.spanId}`]]);
}

function callId(text: string | null): PromptLook['run'] {
  const [, traceId, spanId] = /^([0-9a-f]{32})\.([0-9a-f]{16})$/.exec(text ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? null : { traceId, spanId };
}

function withParameters(path: string, look: ListLook, parameters: readonly (readonly [string, string | null])[]): string {
  const query = new URLSearchParams(formatList(look));
  for (const [name, value] of parameters) if (value !== null) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

export function comparePath(a: string, b: string, row: number | null = null): string {
  return `/compare?${new URLSearchParams({ a, b, ...(row !== null && { row: String(row) }) })}`;
}

/** Two groups of traces side by side, each said as a list is, after `a.` and `b.`. */
export function groupsPath(a: ListLook, b: ListLook): string {
  const query = new URLSearchParams();
  for (const [letter, look] of [['a', a], ['b', b]] as const) {
    for (const [name, value] of new URLSearchParams(formatList({ ...look, sort: 'start' }))) query.append(`${letter}.${name}`, value);
  }
  return query.size === 0 ? '/compare/groups' : `/compare/groups?${query}`;
}

function side(query: URLSearchParams, letter: 'a' | 'b'): URLSearchParams {
  return new URLSearchParams([...query].flatMap(([name, value]) => (name.startsWith(`${letter}.`) ? [[name.slice(2), value]] : [])));
}

const NAVIGATED = 'viewer:navigated';

/** Goes to another view; `replace` leaves no step for the browser's back button. */
export function navigate(path: string, options: { readonly replace?: boolean } = {}): void {
  if (path === window.location.pathname + window.location.search) return;
  if (options.replace === true) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(NAVIGATED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(NAVIGATED, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(NAVIGATED, changed);
  };
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  return useMemo(() => {
    const cut = address.indexOf('?');
    return cut === -1 ? parseRoute(address, '') : parseRoute(address.slice(0, cut), address.slice(cut));
  }, [address]);
}

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly to: string;
  readonly children: ReactNode;
}

/** A real link, so that it opens in a new tab like any other; a plain click stays in the page. */
export function Link({ to, onClick, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={to} onClick={follow}>{children}</a>;
}
