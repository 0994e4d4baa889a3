-- Traces of a window of time that a query asks for, the first by {{order}} first. A trace stands in time where its root
-- starts, or its earliest span while no root has arrived.
SELECT
    lower(hex(trace_id)) AS id,
    toString({{order}}) AS position,
    countIf(parent_id = unhex('0000000000000000')) > 0 AS has_root,
    toString(min(start)) AS first_start
FROM spans FINAL
WHERE {{window}} AND {{where}}
GROUP BY trace_id
HAVING {{page}}
ORDER BY {{order}} DESC, id
LIMIT {limit:UInt32}
