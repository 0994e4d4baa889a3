-- What the spans take on disk, of this server.
SELECT
    sum(bytes_on_disk) AS bytes,
    sum(rows) AS rows,
    countIf(has_lightweight_delete) AS parts_with_deleted
FROM system.parts
WHERE active AND database = currentDatabase() AND table IN ('spans', 'spans_local')
