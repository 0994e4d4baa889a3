-- Traces to delete, oldest first by the arrival of their last span: those older than a time, and as many more as make up so many rows. Pinned
-- ones stay.
SELECT lower(hex(trace_id)) AS id
FROM
(
    SELECT trace_id, last, sum(spans) OVER (ORDER BY last, trace_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - spans AS rows_before
    FROM
    (
        SELECT trace_id, max(received) AS last, count() AS spans
        FROM spans
        WHERE trace_id NOT IN (SELECT trace_id FROM pins FINAL)
        GROUP BY trace_id
    )
)
WHERE last < toDateTime({before:UInt32}, 'UTC') OR rows_before < {rows:UInt64}
ORDER BY last, trace_id
LIMIT {limit:UInt32}
