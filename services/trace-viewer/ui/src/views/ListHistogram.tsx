import { useBrush } from '../brush.ts';
import type { Histogram } from '../../../contract/trace-list.ts';
import { histogramBars, histogramRange } from '../model/histogram.ts';
import { plural } from '../model/numbers.ts';
import { formatClock } from '../model/time.ts';
import './ListHistogram.css';

interface ListHistogramProps {
  readonly histogram: Histogram;
  readonly onRange: (range: { readonly from: string; readonly to: string }) => void;
}

/** When the listed traces started. A range dragged over it narrows the list to that time. */
export function ListHistogram({ histogram, onRange }: ListHistogramProps) {
  const { drag, handlers } = useBrush((low, high) => { onRange(histogramRange(histogram, low, high)); });
  const bars = histogramBars(histogram);
  const now = new Date();
  const summary = `${plural(histogram.traces, 'trace')}, ${histogram.errors} in error`;
  return (
    <div className="list-histogram">
      <div className="list-histogram-drawing" title="Drag to choose a time" role="img" aria-label={`${summary}, from ${formatClock(histogram.from, now)} to ${formatClock(histogram.to, now)}`} {...handlers}>
        {bars.map((bar) => (
          <span key={bar.left} className="list-histogram-bar" style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%`, height: `${Math.max(6, bar.height * 100)}%` }}>
            {bar.errorHeight > 0 && <span style={{ height: `${Math.max(12, (bar.errorHeight / bar.height) * 100)}%` }} />}
          </span>
        ))}
        {drag !== null && <i className="axis-drag" style={{ left: `${drag[0] * 100}%`, width: `${(drag[1] - drag[0]) * 100}%` }} />}
      </div>
      <p className="list-histogram-ends number" aria-hidden="true"><span>{formatClock(histogram.from, now)}</span><span>{formatClock(histogram.to, now)}</span></p>
    </div>
  );
}
