import type { ReactNode } from 'react';

const PATHS = {
  check: <path d="m3.4 8.4 3 3 6.2-6.6" />,
  chevron: <path d="m6 4 4 4-4 4" />,
  copy: <><rect x="5.4" y="5.4" width="8" height="8" rx="1.6" /><path d="M3.6 10.4A1.2 1.2 0 0 1 2.6 9.2V4a1.4 1.4 0 0 1 1.4-1.4h5.2a1.2 1.2 0 0 1 1.2 1" /></>,
  cross: <path d="m4.4 4.4 7.2 7.2m0-7.2-7.2 7.2" />,
  link: <path d="M6.6 9.4 9.4 6.6M7.2 4.6l1.5-1.5a2.97 2.97 0 0 1 4.2 4.2l-1.5 1.5M8.8 11.4l-1.5 1.5a2.97 2.97 0 0 1-4.2-4.2l1.5-1.5" />,
  moon: <path d="M13.4 9.6A5.6 5.6 0 0 1 6.4 2.6a5.6 5.6 0 1 0 7 7Z" />,
  out: <path d="M6.4 3H4.2A1.2 1.2 0 0 0 3 4.2v7.6A1.2 1.2 0 0 0 4.2 13h7.6a1.2 1.2 0 0 0 1.2-1.2V9.6M9.4 3H13m0 0v3.6M13 3 7.4 8.6" />,
  plus: <path d="M8 3.4v9.2M3.4 8h9.2" />,
  reuse: <path d="M5.4 12.4 2.6 9.6l2.8-2.8M2.8 9.6h7.4a3.2 3.2 0 0 0 0-6.4H8.4" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1.4" />,
  sun: <><circle cx="8" cy="8" r="2.8" /><path d="M8 1.6v1.2m0 10.4v1.2M1.6 8h1.2m10.4 0h1.2M3.5 3.5l.8.8m7.4 7.4.8.8m0-9-.8.8m-7.4 7.4-.8.8" /></>,
  system: <><circle cx="8" cy="8" r="5.4" /><path d="M8 2.6a5.4 5.4 0 0 1 0 10.8Z" fill="currentColor" /></>,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word; a screen reader passes over it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {PATHS[name]}
    </svg>
  );
}
