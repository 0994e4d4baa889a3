import { kindOf } from '../model/kinds.ts';
import { Icon } from './Icon.tsx';
import './KindMark.css';

/** A kind by colour and icon; `KindLabel` says it in a word. */
export function KindMark({ kind }: { readonly kind: string }) {
  const { family } = kindOf(kind);
  return <span className="kind-mark" data-kind={family}><Icon name={family} /></span>;
}

export function KindLabel({ kind }: { readonly kind: string }) {
  const { family, label } = kindOf(kind);
  return <span className="kind-label line" data-kind={family}>{label}</span>;
}
