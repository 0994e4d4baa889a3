import { useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent, type ReactNode } from 'react';

import { formatLook, parseLook, PLAIN_LOOK, type TraceLook } from './trace-address.ts';

/** What the address says. Every view can be linked. */
export type Route =
  | { readonly view: 'traces'; readonly service: string | null }
  | { readonly view: 'trace'; readonly id: string; readonly look: TraceLook }
  | { readonly view: 'unknown' };

export function parseRoute(pathname: string, search: string): Route {
  const query = new URLSearchParams(search);
  if (pathname === '/') return { view: 'traces', service: query.get('service') };
  const id = /^\/traces\/([0-9a-fA-F]{1,64})\/?$/.exec(pathname)?.[1];
  if (id === undefined) return { view: 'unknown' };
  return { view: 'trace', id: id.toLowerCase(), look: parseLook(query) };
}

export function tracesPath(service: string | null): string {
  return service === null ? '/' : `/?${new URLSearchParams({ service })}`;
}

export function tracePath(id: string, look: Partial<TraceLook> = {}): string {
  return `/traces/${id}${formatLook({ ...PLAIN_LOOK, ...look })}`;
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
