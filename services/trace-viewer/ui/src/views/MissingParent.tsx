import { CopyButton } from '../components/CopyButton.tsx';
import { Icon } from '../components/Icon.tsx';
import { plural } from '../model/numbers.ts';
import type { TreeRow } from '../model/tree.ts';

/** What is known of a parent that is not here. */
export function MissingParent({ row, namedBy }: { readonly row: TreeRow; readonly namedBy: number }) {
  return (
    <>
      <header className="detail-header">
        <div className="detail-title">
          <span className="kind-mark" data-kind="internal"><Icon name="clock" /></span>
          <h2>Parent not arrived</h2>
          <span className="detail-id"><code className="faint">{row.span.id}</code><CopyButton text={row.span.id} what="span id" /></span>
        </div>
      </header>
      <section className="section" aria-label="What that means">
        <p>{plural(namedBy, 'span')} below {namedBy === 1 ? 'names' : 'name'} this span as parent, and it has not come. Spans come when they end: it may be running still. Or it was left out by sampling, went to another viewer, or was lost on its way.</p>
        <p className="muted">As soon as it arrives, it takes this place.</p>
      </section>
    </>
  );
}
