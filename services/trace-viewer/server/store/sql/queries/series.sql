-- Figures over time.
SELECT toString(intDiv(start - {from:UInt64}, {step:UInt64})) AS step, {{figures}}
FROM spans FINAL
WHERE {{window}} AND {{spans}} AND {{where}}
GROUP BY step
ORDER BY toUInt64(step)
