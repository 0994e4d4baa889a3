import { useState } from 'react';

import { formatCount } from '../model/numbers.ts';

const INLINE = /^data:image\/(?:png|jpeg|gif|webp);base64,/;

/** An image that the prompt carries in itself is shown; one elsewhere is only named: the page fetches nothing from outside. */
export function ImagePart({ url, label }: { readonly url: string; readonly label?: string }) {
  const [broken, setBroken] = useState(false);
  const inline = INLINE.test(url) && !broken;
  return (
    <div className="image-part">
      {label !== undefined && <span className="faint">{label}</span>}
      {inline && <img src={url} alt="Attached by the prompt" onError={() => { setBroken(true); }} />}
      <code className="line muted" title={url.slice(0, 2_000)}>{url.startsWith('data:') ? `${url.slice(5, 40).split(/[;,]/, 1)[0]} · ${formatCount(url.length)} ch` : url}</code>
    </div>
  );
}
