-- Which traces of a window a query asks for.
SELECT DISTINCT lower(hex(trace_id)) AS id
FROM spans FINAL
WHERE {{window}} AND {{where}}
