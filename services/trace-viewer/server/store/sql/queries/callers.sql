-- What called the model in each of these calls, and the program around it.
SELECT
    lower(hex(trace_id)) AS trace,
    toString(argMinIf(name, (start, if(end = 0, 0, bitNot(end))), kind IN ('CHAIN', 'AGENT'))) AS program,
    groupArrayIf((lower(hex(span_id)), toString(name)), lower(hex(span_id)) IN {callers:Array(String)}) AS callers
FROM spans FINAL
WHERE {{window}} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
