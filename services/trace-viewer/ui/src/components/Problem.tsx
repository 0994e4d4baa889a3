import { Icon } from './Icon.tsx';
import './Problem.css';

/** Something that did not work, said where it matters. */
export function Problem({ error }: { readonly error: Error }) {
  return <p className="problem" role="alert"><Icon name="cross" />{error.message}</p>;
}
