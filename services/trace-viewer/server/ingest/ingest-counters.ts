/** What became of everything that was sent since the start, for `/metrics`. Only ever grows. */
export class IngestCounters {
  /** Spans that were acknowledged. */
  acceptedSpans = 0;
  /** Spans of acknowledged requests that were not stored, because their ids cannot identify one. */
  rejectedSpans = 0;
  /** Accepted spans of which a value was cut or attributes were left out, because they were larger than the limits. */
  truncatedSpans = 0;
  /** Requests of which nothing was stored, by HTTP's status (gRPC's answers count under the status that means the same). */
  readonly refusedRequests = new Map<number, number>();

  refused(status: number): void {
    this.refusedRequests.set(status, (this.refusedRequests.get(status) ?? 0) + 1);
  }
}
