import type { ServerFigures } from '../metrics/figures.ts';
import type { ServingReport } from '../serving/serving-report.ts';

/** What a worker may ask its supervisor for. */
export interface Answers {
  /** The figures of all workers. */
  readonly figures: ServerFigures;
  /** The newest calls of a program. */
  readonly logs: readonly unknown[];
}

export type Question = { readonly what: 'figures' } | { readonly what: 'logs'; readonly program: string; readonly limit: number };

/** What a worker tells its supervisor. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly report: ServingReport }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Its own figures: because it was asked, or because they have changed. */
  | { readonly kind: 'figures'; readonly figures: ServerFigures; readonly asked?: number | undefined }
  | { readonly kind: 'call'; readonly program: string; readonly line: string }
  | { readonly kind: 'warn-once'; readonly line: string }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** It starts no scheduled run any more, and none goes on. */
  | { readonly kind: 'schedules-ended' }
  /** No new request reaches it any more. */
  | { readonly kind: 'retired' }
  | { readonly kind: 'stopped'; readonly cut: number };

/** What a supervisor tells a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly token: string }
  | { readonly kind: 'run-schedules' }
  | { readonly kind: 'tell-figures'; readonly asked: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: 'no-answer'; readonly id: number; readonly reason: string }
  | { readonly kind: 'retire' }
  | { readonly kind: 'stop' };
