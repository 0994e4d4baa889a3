import type { ReactNode } from 'react';

import { Icon } from './Icon.tsx';
import './Select.css';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly className?: string;
  readonly onChange: (value: string) => void;
  /** `option` elements. */
  readonly children: ReactNode;
}

/** A choice with its name in front of it. */
export function Select({ label, value, className = '', onChange, children }: SelectProps) {
  return (
    <label className={`select ${className}`}>
      <span className="muted">{label}</span>
      <select value={value} onChange={(event) => { onChange(event.target.value); }}>{children}</select>
      <Icon name="chevron" />
    </label>
  );
}
