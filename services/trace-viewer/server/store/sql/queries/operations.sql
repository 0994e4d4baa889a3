-- Figures per operation, the ones that took most time first.
SELECT toString(name) AS name, toString(kind) AS kind, {{figures}}
FROM spans FINAL
WHERE {{window}} AND {{spans}} AND {{where}}
GROUP BY name, kind
ORDER BY total_ns DESC, name, kind
LIMIT {limit:UInt32}
