-- Which of these files have been applied. Applied itself on every start.
CREATE TABLE IF NOT EXISTS migrations
(
    version UInt32,
    name String,
    applied DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY version
