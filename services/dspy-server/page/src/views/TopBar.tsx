import type { PageSettings } from '../api/server.ts';
import { ThemeButton } from '../components/ThemeButton.tsx';

export function TopBar({ settings }: { readonly settings: PageSettings | undefined }) {
  return (
    <header className="top-bar">
      <span className="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="3" width="18" height="3.6" rx="1.8" data-kind="chain" />
          <rect x="1" y="8.2" width="7" height="3.6" rx="1.8" data-kind="retriever" />
          <rect x="8" y="13.4" width="11" height="3.6" rx="1.8" data-kind="llm" />
        </svg>
        <span className="line">{settings?.title ?? 'dspy-otel'}</span>
      </span>
      <nav aria-label="Elsewhere">
        <a href="/openapi.json">OpenAPI</a>
        <a href="/metrics">Metrics</a>
        {settings?.is_traced === true && <a href={settings.viewer_url} target="_blank" rel="noreferrer">Traces</a>}
      </nav>
      <ThemeButton />
      {settings?.is_guarded === true && <form method="post" action="/logout"><button type="submit" className="button-quiet">Sign out</button></form>}
    </header>
  );
}
