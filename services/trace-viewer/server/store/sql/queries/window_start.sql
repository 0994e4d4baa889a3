-- Where a window of so many spans before a moment begins. Read backwards along the table's order, so no more than that is read.
SELECT toString(intDiv(start, 10000000000) * 10000000000) AS window_start
FROM spans
WHERE start < {until:UInt64}
ORDER BY intDiv(start, 10000000000) DESC
LIMIT 1 OFFSET {spans:UInt32}
