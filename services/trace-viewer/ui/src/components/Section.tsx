import type { ReactNode } from 'react';

import { Icon } from './Icon.tsx';
import { useStored } from '../stored.ts';
import './Section.css';

interface SectionProps {
  readonly title: string;
  /** Said after the title, quietly: a count, a size. */
  readonly note?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the detail. Whoever renders it has something to show: there are no empty ones. */
export function Section({ title, note, actions, children }: SectionProps) {
  return (
    <section className="section" aria-label={title}>
      <header className="section-head">
        <h3>{title}</h3>
        {note !== undefined && <span className="faint">{note}</span>}
        {actions !== undefined && <span className="section-actions">{actions}</span>}
      </header>
      {children}
    </section>
  );
}

interface FoldProps extends SectionProps {
  /** Under which name this browser remembers whether it is open. */
  readonly id: string;
  readonly open?: boolean;
}

/** A part that can be closed, and stays as the reader left it when another span is chosen. */
export function FoldSection({ id, title, note, actions, children, open = false }: FoldProps) {
  const [state, setState] = useStored<'open' | 'closed'>(`viewer.section.${id}`, open ? 'open' : 'closed', isState);
  const isOpen = state === 'open';
  return (
    <section className="section" aria-label={title}>
      <header className="section-head">
        <h3>
          <button type="button" className="section-toggle" aria-expanded={isOpen} onClick={() => { setState(isOpen ? 'closed' : 'open'); }}>
            <Icon name="chevron" />{title}
          </button>
        </h3>
        {note !== undefined && <span className="faint">{note}</span>}
        {isOpen && actions !== undefined && <span className="section-actions">{actions}</span>}
      </header>
      {isOpen && children}
    </section>
  );
}

function isState(text: string): text is 'open' | 'closed' {
  return text === 'open' || text === 'closed';
}
