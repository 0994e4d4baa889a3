-- The shape of one of so many traces, chosen by their ids.
SELECT
    lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS id, lower(hex(parent_id)) AS parent, toString(name) AS name, toString(kind) AS kind, toString(start) AS start_ns,
    toString(end) AS end_ns
FROM spans FINAL
WHERE {{window}} AND {{where}} AND cityHash64(trace_id) % {one_of:UInt64} = 0
LIMIT {limit:UInt32}
