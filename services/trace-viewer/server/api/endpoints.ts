import type { Endpoint } from './endpoint.ts';
import { ANALYSIS_ROUTES } from './routes/analysis-routes.ts';
import { HAND_OVER_ROUTES } from './routes/hand-over-routes.ts';
import { MARK_ROUTES } from './routes/mark-routes.ts';
import { SYSTEM_ROUTES } from './routes/system-routes.ts';
import { TRACE_LIST_ROUTES } from './routes/trace-list-routes.ts';
import { TRACE_ROUTES } from './routes/trace-routes.ts';

/** Everything that the API can do. */
export const ENDPOINTS: readonly Endpoint[] = [...TRACE_LIST_ROUTES, ...TRACE_ROUTES, ...MARK_ROUTES, ...HAND_OVER_ROUTES, ...ANALYSIS_ROUTES, ...SYSTEM_ROUTES];
