-- Which of these traces have spans before a moment.
SELECT DISTINCT lower(hex(trace_id)) AS id
FROM spans
WHERE start < {start:UInt64} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
