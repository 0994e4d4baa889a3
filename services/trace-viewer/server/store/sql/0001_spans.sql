-- Every span as it was sent, and beside it one model of what any source may tell: lists, filters and totals read only those columns.
-- A span that arrives twice is one span: reads take the row with the highest version of each (trace_id, span_id), merges
-- delete the others in time. Partitions follow arrival, not the span's own clock, which the sender chooses.
-- Rows lie in the order of time, ten seconds at a time (docs/adr/0006): what is new is read without what is old, and
-- FINAL, which drops the second row of a span, has hardly anything to merge. A span sent again has the start it had.
-- A text that nobody told is '', a figure NULL.
CREATE TABLE IF NOT EXISTS spans
(
    trace_id FixedString(16),
    span_id FixedString(8),
    -- Zeros for a root.
    parent_id FixedString(8),
    name LowCardinality(String),
    -- OpenInference's kind (LLM, CHAIN, RETRIEVER, TOOL, AGENT, EMBEDDING, …) whatever the source calls it, else OpenTelemetry's in lower case.
    kind LowCardinality(String),
    otel_kind UInt8,
    service LowCardinality(String),
    -- Nanoseconds since 1970; an end of 0 is a span still running.
    start UInt64,
    end UInt64,
    -- 0 unset, 1 ok, 2 error.
    status UInt8,
    status_message String CODEC(ZSTD(1)),
    model LowCardinality(String),
    provider LowCardinality(String),
    -- All input, of which cache_read_tokens and cache_write_tokens are parts: the rest was neither read from nor written to a cache.
    prompt_tokens Nullable(UInt64),
    cache_read_tokens Nullable(UInt64),
    cache_write_tokens Nullable(UInt64),
    -- All output, of which reasoning_tokens are a part.
    completion_tokens Nullable(UInt64),
    reasoning_tokens Nullable(UInt64),
    total_tokens Nullable(UInt64),
    -- US dollars, as the sender told; never computed from a price list.
    cost Nullable(Float64),
    -- Whether tokens and cost are those of this call alone, so that a trace may add them up.
    own_usage Bool,
    session_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    tags Array(LowCardinality(String)),
    -- What the sender calls the version of its program, else the resource's service.version.
    program_version LowCardinality(String),
    -- The answer came from a cache of answers: no model was called.
    cache_hit Bool,
    -- Why the model stopped, in the provider's word.
    finish_reason LowCardinality(String),
    tool_name LowCardinality(String),
    -- Names the prompt apart from its data: a hash of the template, else of the system message; 0 without either.
    prompt_key UInt64,
    -- Beginning of input and output on one line.
    input_preview String CODEC(ZSTD(1)),
    output_preview String CODEC(ZSTD(1)),
    -- JSON as `attribute-json.ts` writes it; kept untouched.
    attributes String CODEC(ZSTD(1)),
    events String CODEC(ZSTD(1)),
    links String CODEC(ZSTD(1)),
    resource LowCardinality(String),
    scope LowCardinality(String),
    -- What few spans have: trace state, flags, counts of what the sender dropped.
    extra String CODEC(ZSTD(1)),
    -- Names of the attributes that were cut to the size limit.
    truncated Array(String) CODEC(ZSTD(1)),
    -- Microseconds since 1970 at which the viewer took it, plus 2^63 once the span has ended: an end beats a late start.
    version UInt64,
    received DateTime MATERIALIZED toDateTime(intDiv(bitAnd(version, 0x7fffffffffffffff), 1000000), 'UTC'),
    running Bool ALIAS end = 0,
    -- What free text is looked for in, in lower case. Words: hasAllTokens(search_text, tokens(lowerUTF8({text:String}))), answered by the index
    -- below. Parts of words, and text of languages that do not separate words: search_text LIKE '%…%', for which the index's dictionary is
    -- scanned. JSON's escapes for line break and tab would otherwise be glued to the word that follows.
    search_text String ALIAS lowerUTF8(replaceAll(replaceAll(concat(name, ' ', status_message, ' ', attributes, ' ', events), '\\n', ' '), '\\t', ' ')),
    INDEX words lowerUTF8(replaceAll(replaceAll(concat(name, ' ', status_message, ' ', attributes, ' ', events), '\\n', ' '), '\\t', ' '))
        TYPE text(tokenizer = 'splitByNonAlpha'),
    -- Finds a trace by its id among rows that lie in the order of time.
    INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toMonday(received)
ORDER BY (intDiv(start, 10000000000), trace_id, span_id)
SETTINGS
    index_granularity = 512,
    merge_max_block_size = 1024,
    max_compress_block_size = 262144,
    -- Fewer, larger merges: each one reads all words again.
    merge_selector_base = 12,
    min_bytes_for_wide_part = 67108864,
    auto_statistics_types = ''
