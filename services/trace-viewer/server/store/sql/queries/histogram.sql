-- How many traces that a query asks for begin in each step of time.
SELECT toString(intDiv(position - {from:UInt64}, {step:UInt64})) AS step, toString(count()) AS traces, toString(countIf(failed)) AS errors
FROM
(
    SELECT
        {{position}} AS position,
        countIf(status = 2) > 0 AS failed
    FROM spans FINAL
    WHERE {{window}} AND {{where}}
    GROUP BY trace_id
    HAVING position >= {from:UInt64} AND position < {until:UInt64}
)
GROUP BY step
ORDER BY toUInt64(step)
