import { useEffect, useEffectEvent, useState } from 'react';

import { importTraces } from '../api/hand-over.ts';
import { Icon } from '../components/Icon.tsx';
import { plural } from '../model/numbers.ts';
import './ImportDrop.css';

/** Takes exported traces that are dropped anywhere on the page. */
export function ImportDrop() {
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const drop = useEffectEvent((event: DragEvent) => {
    const files = [...event.dataTransfer?.files ?? []];
    setOver(false);
    if (files.length === 0) return;
    event.preventDefault();
    void take(files);
  });
  const take = async (files: readonly File[]): Promise<void> => {
    try {
      let spans = 0;
      for (const file of files) spans += (await importTraces(file)).spans;
      setSaid({ text: `${plural(spans, 'span')} imported from ${files.map(({ name }) => name).join(', ')}.`, failed: false });
    } catch (cause) {
      setSaid({ text: `Nothing was imported. ${cause instanceof Error ? cause.message : String(cause)}`, failed: true });
    }
  };
  useEffect(() => {
    const enter = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => { if (event.relatedTarget === null) setOver(false); };
    window.addEventListener('dragover', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      {over && <div className="import-over" aria-hidden="true">Drop exported traces to import them</div>}
      {said !== null && (
        <div className="import-said" role={said.failed ? 'alert' : 'status'} data-failed={said.failed || undefined}>
          <span>{said.text}</span>
          <button type="button" className="button-quiet" aria-label="Close" onClick={() => { setSaid(null); }}><Icon name="cross" /></button>
        </div>
      )}
    </>
  );
}
