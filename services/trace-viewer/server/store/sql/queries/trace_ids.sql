-- The ids of all traces, in order, some at a time.
SELECT DISTINCT lower(hex(trace_id)) AS id
FROM spans
WHERE trace_id > toFixedString(unhex({after:String}), 16)
ORDER BY id
LIMIT {limit:UInt32}
