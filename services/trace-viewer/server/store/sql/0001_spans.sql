-- Every span as it was sent, and beside it the columns that lists and totals need.
-- A span that arrives twice is one span: reads take the row with the highest version of each (trace_id, span_id), merges
-- delete the others in time. Partitions follow arrival, not the span's own clock, which the sender chooses.
-- Rows lie in the order of time, ten seconds at a time (docs/adr/0006): what is new is read without what is old, and
-- FINAL, which drops the second row of a span, has hardly anything to merge. A span sent again has the start it had.
CREATE TABLE IF NOT EXISTS spans
(
    trace_id FixedString(16),
    span_id FixedString(8),
    -- Zeros for a root.
    parent_id FixedString(8),
    name LowCardinality(String),
    -- OpenInference's kind, else OpenTelemetry's in lower case.
    kind LowCardinality(String),
    otel_kind UInt8,
    service LowCardinality(String),
    -- Nanoseconds since 1970; an end of 0 is a span still running.
    start UInt64,
    end UInt64,
    -- 0 unset, 1 ok, 2 error.
    status UInt8,
    status_message String CODEC(ZSTD(1)),
    model LowCardinality(String),
    provider LowCardinality(String),
    prompt_tokens Nullable(UInt64),
    completion_tokens Nullable(UInt64),
    total_tokens Nullable(UInt64),
    cost Nullable(Float64),
    -- Whether tokens and cost are those of this call alone, so that a trace may add them up.
    own_usage Bool,
    input_preview String CODEC(ZSTD(1)),
    output_preview String CODEC(ZSTD(1)),
    -- JSON as `attribute-json.ts` writes it; kept untouched.
    attributes String CODEC(ZSTD(1)),
    events String CODEC(ZSTD(1)),
    links String CODEC(ZSTD(1)),
    resource LowCardinality(String),
    scope LowCardinality(String),
    -- What few spans have: trace state, flags, counts of what the sender dropped.
    extra String CODEC(ZSTD(1)),
    -- Names of the attributes that were cut to the size limit.
    truncated Array(String) CODEC(ZSTD(1)),
    -- Microseconds since 1970 at which the viewer took it, plus 2^63 once the span has ended: an end beats a late start.
    version UInt64,
    received DateTime MATERIALIZED toDateTime(intDiv(bitAnd(version, 0x7fffffffffffffff), 1000000), 'UTC'),
    -- Finds a trace by its id among rows that lie in the order of time.
    INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(received)
ORDER BY (intDiv(start, 10000000000), trace_id, span_id)
SETTINGS
    index_granularity = 512,
    merge_max_block_size = 1024,
    max_compress_block_size = 262144,
    auto_statistics_types = ''
