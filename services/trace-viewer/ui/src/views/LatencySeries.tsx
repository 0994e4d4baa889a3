import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fetchSeries, type OperationFigures } from '../api/analysis.ts';
import type { ListLook } from '../list-address.ts';
import { seriesMost, seriesPath, SERIES_HEIGHT, SERIES_WIDTH } from '../model/series.ts';
import { formatClock, formatDuration } from '../model/time.ts';

/** How long an operation took, over time. */
export function LatencySeries({ look, operation }: { readonly look: ListLook; readonly operation: OperationFigures }) {
  const { name, kind } = operation;
  const { data } = useQuery({ queryKey: ['analysis', 'series', name, kind, JSON.stringify(look)], queryFn: ({ signal }) => fetchSeries(look, name, kind, signal), placeholderData: keepPreviousData });
  const most = data === undefined ? 0 : seriesMost(data);
  const now = new Date();
  return (
    <section className="panel panel-series" aria-label="Latency over time">
      <header>
        <h2>Latency</h2><span className="faint line">{name}{data !== undefined && `, up to ${formatDuration(most)}`}</span>
        <span className="series-key" aria-hidden="true"><span data-series="p50">p50</span><span data-series="p95">p95</span></span>
      </header>
      {data !== undefined && (
        <>
          <svg className="series" viewBox={`0 0 ${SERIES_WIDTH} ${SERIES_HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Median and 95th percentile of ${name} over time`}>
            <path className="series-p50" d={seriesPath(data, 'p50_ms', most)} />
            <path className="series-p95" d={seriesPath(data, 'p95_ms', most)} />
          </svg>
          <p className="series-ends number"><span>{formatClock(data.from, now)}</span><span>{formatClock(data.to, now)}</span></p>
        </>
      )}
    </section>
  );
}
