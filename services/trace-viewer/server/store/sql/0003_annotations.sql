-- What people and scripts say about a trace or one of its spans. The same name said again replaces what was said.
CREATE TABLE IF NOT EXISTS annotations
(
    trace_id FixedString(16),
    -- Zeros for the whole trace.
    span_id FixedString(8),
    name String,
    score Nullable(Float64),
    label String,
    note String CODEC(ZSTD(1)),
    created DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(created)
ORDER BY (trace_id, span_id, name)
SETTINGS auto_statistics_types = ''
