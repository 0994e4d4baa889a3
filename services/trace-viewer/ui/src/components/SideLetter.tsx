import './SideLetter.css';

/** One of two sides that are compared. */
export function SideLetter({ side }: { readonly side: 'A' | 'B' }) {
  return <span className="side-letter" data-side={side}>{side}</span>;
}
