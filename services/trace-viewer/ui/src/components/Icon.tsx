import type { ReactNode } from 'react';

const PATHS = {
  // Kinds
  llm: <path d="M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9L8 1.8Zm0 3.4v5.6M5.6 6.6v2.8m4.8-2.8v2.8" />,
  chain: <path d="M6.6 9.4 9.4 6.6M7.2 4.6l1.5-1.5a2.97 2.97 0 0 1 4.2 4.2l-1.5 1.5M8.8 11.4l-1.5 1.5a2.97 2.97 0 0 1-4.2-4.2l1.5-1.5" />,
  retriever: <><ellipse cx="8" cy="3.8" rx="5" ry="2" /><path d="M3 3.8v8.4c0 1.1 2.2 2 5 2s5-.9 5-2V3.8M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" /></>,
  tool: <path d="M9.6 4.2a3.2 3.2 0 0 1 4-1l-2 2 .2 1.2 1.2.2 2-2a3.2 3.2 0 0 1-4.6 3.7l-4.9 4.9a1.6 1.6 0 0 1-2.3-2.3l4.9-4.9a3.2 3.2 0 0 1 1.5-1.8Z" />,
  agent: <><rect x="2.8" y="5.2" width="10.4" height="8" rx="2" /><path d="M8 5.2V2.4M6 8.6v1m4-1v1M1.4 8.6v2m13.2-2v2" /></>,
  embedding: <><circle cx="3.6" cy="12.2" r="1.4" /><circle cx="12.4" cy="11" r="1.4" /><circle cx="7.4" cy="3.8" r="1.4" /><path d="m4.1 10.9 2.8-5.8m1.3 0 3.5 4.8m-6.7 2.1 6-.8" /></>,
  reranker: <path d="M4.6 2.4v11.2m0 0L2 11m2.6 2.6L7.2 11M9.4 4h5m-5 4h3.6m-3.6 4h2.2" />,
  guardrail: <path d="M8 1.8 13 3.6v4c0 3-2 5.4-5 6.6-3-1.2-5-3.6-5-6.6v-4L8 1.8Z" />,
  evaluator: <path d="M3 13.4V9m3.4 4.4V5.6m3.3 7.8V8m3.3 5.4V2.6" />,
  prompt: <path d="m2.6 4.6 3.4 3.4-3.4 3.4m5.2.2h5.6" />,
  server: <><rect x="2.2" y="2.8" width="11.6" height="4.4" rx="1.2" /><rect x="2.2" y="8.8" width="11.6" height="4.4" rx="1.2" /><path d="M4.8 5h.01M4.8 11h.01" /></>,
  client: <path d="M3 13 13 3m0 0H6.4M13 3v6.6" />,
  messaging: <path d="M2.4 4h11.2v8H2.4V4Zm0 .6L8 8.8l5.6-4.2" />,
  internal: <circle cx="8" cy="8" r="4.6" />,
  // Marks and controls
  check: <path d="m3.4 8.4 3 3 6.2-6.6" />,
  cross: <path d="m4.4 4.4 7.2 7.2m0-7.2-7.2 7.2" />,
  dash: <path d="M5 8h6" />,
  chevron: <path d="m6 4 4 4-4 4" />,
  back: <path d="M10 3.6 5.6 8l4.4 4.4" />,
  copy: <><rect x="5.4" y="5.4" width="8" height="8" rx="1.6" /><path d="M3.6 10.4A1.2 1.2 0 0 1 2.6 9.2V4a1.4 1.4 0 0 1 1.4-1.4h5.2a1.2 1.2 0 0 1 1.2 1" /></>,
  pause: <path d="M5.6 3.6v8.8m4.8-8.8v8.8" />,
  play: <path d="M5 3.2v9.6L12.6 8 5 3.2Z" />,
  up: <path d="M8 13V3.4m0 0L4 7.4m4-4 4 4" />,
  down: <path d="M8 3v9.6m0 0 4-4m-4 4-4-4" />,
  sun: <><circle cx="8" cy="8" r="2.8" /><path d="M8 1.6v1.2m0 10.4v1.2M1.6 8h1.2m10.4 0h1.2M3.5 3.5l.8.8m7.4 7.4.8.8m0-9-.8.8m-7.4 7.4-.8.8" /></>,
  moon: <path d="M13.4 9.6A5.6 5.6 0 0 1 6.4 2.6a5.6 5.6 0 1 0 7 7Z" />,
  system: <><circle cx="8" cy="8" r="5.4" /><path d="M8 2.6a5.4 5.4 0 0 1 0 10.8Z" fill="currentColor" /></>,
  keyboard: <><rect x="1.6" y="4" width="12.8" height="8" rx="1.6" /><path d="M4.2 6.8h.01m2.5 0h.01m2.5 0h.01m2.5 0h.01M5.4 9.4h5.2" /></>,
  search: <><circle cx="7" cy="7" r="4.2" /><path d="m10.2 10.2 3.4 3.4" /></>,
  expand: <path d="M4.6 6 8 2.6 11.4 6m-6.8 4L8 13.4 11.4 10" />,
  collapse: <path d="M4.6 2.8 8 6.2l3.4-3.4m-6.8 10.4L8 9.8l3.4 3.4" />,
  clock: <><circle cx="8" cy="8" r="5.6" /><path d="M8 4.8V8l2.2 1.6" /></>,
  trash: <path d="M2.8 4.2h10.4M6.2 4V2.6h3.6V4m-5.6.2.6 9h6.4l.6-9M6.6 7v3.6m2.8-3.6v3.6" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word; a screen reader passes over it. */
export function Icon({ name, className = '' }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {PATHS[name]}
    </svg>
  );
}
