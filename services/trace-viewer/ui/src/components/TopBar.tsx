import type { LiveState } from '../api/live.ts';
import { WHOLE_LIST } from '../list-address.ts';
import { Link, performancePath, promptsPath, type Route } from '../router.tsx';
import { Icon } from './Icon.tsx';
import { ThemeButton } from './ThemeButton.tsx';
import './TopBar.css';

interface TopBarProps {
  readonly live: LiveState;
  readonly view: Route['view'];
  readonly tracesPath: string;
  readonly onShortcuts: () => void;
}

const LIVE = {
  connecting: { word: 'Connecting', title: 'Connecting to the viewer’s server' },
  live: { word: 'Live', title: 'New spans show without a reload' },
  lost: { word: 'Offline', title: 'No connection to the viewer’s server; trying again' },
} as const;

export function TopBar({ live, view, tracesPath, onShortcuts }: TopBarProps) {
  return (
    <header className="top-bar">
      <Link to={tracesPath} className="brand" aria-label="dspy-otel, traces">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="3" width="18" height="3.6" rx="1.8" data-kind="chain" />
          <rect x="1" y="8.2" width="7" height="3.6" rx="1.8" data-kind="retriever" />
          <rect x="8" y="13.4" width="11" height="3.6" rx="1.8" data-kind="llm" />
        </svg>
        <span>dspy-otel</span>
      </Link>
      <nav aria-label="Views">
        <Link to={tracesPath} aria-current={view === 'traces' || view === 'trace' || view === 'sessions' ? 'page' : undefined}>Traces</Link>
        <Link to={performancePath(WHOLE_LIST)} aria-current={view === 'performance' ? 'page' : undefined}>Performance</Link>
        <Link to={promptsPath(WHOLE_LIST)} aria-current={view === 'prompts' ? 'page' : undefined}>Prompts</Link>
      </nav>
      <span className="live-state" data-live={live} role="status" title={LIVE[live].title}><span className="live-dot" />{LIVE[live].word}</span>
      <ThemeButton />
      <button type="button" className="button-quiet" onClick={onShortcuts} aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)"><Icon name="keyboard" /></button>
    </header>
  );
}
