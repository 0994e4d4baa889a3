import type { AccessToken } from '../access-token.ts';
import type { DspyServer } from '../dspy-server/dspy-server.ts';
import type { ByteBudget } from '../ingest/byte-budget.ts';
import type { BodyLimits } from '../ingest/request-body.ts';
import type { SpanIntake } from '../ingest/span-intake.ts';
import type { SpanStore } from '../store/span-store.ts';
import type { EventStreams } from './event-stream.ts';
import type { PageFiles } from './page-files.ts';
import type { RefusedExports } from './refused-exports.ts';
import type { TraceFeed } from './trace-feed.ts';

export interface AppDeps {
  readonly store: SpanStore;
  readonly intake: SpanIntake;
  readonly feed: TraceFeed;
  readonly streams: EventStreams;
  readonly page: PageFiles;
  readonly refused: RefusedExports;
  readonly dspyServer: DspyServer;
  readonly budget: ByteBudget;
  readonly limits: BodyLimits;
  /** Names other than `localhost`, addresses and names without dots under which the viewer answers. */
  readonly allowedHosts: readonly string[];
  /** Who does not know it sees nothing; `undefined` lets everybody in. */
  readonly token: AccessToken | undefined;
  /** Told of errors that are nobody's bad input. */
  readonly onUnexpected: (error: unknown) => void;
}
