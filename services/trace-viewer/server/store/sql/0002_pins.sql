-- Traces that retention leaves alone.
CREATE TABLE IF NOT EXISTS pins
(
    trace_id FixedString(16),
    created DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(created)
ORDER BY trace_id
SETTINGS auto_statistics_types = ''
