const MIB = 1024 * 1024;

/**
 * Server settings for chDB. Its defaults are those of a machine of its own: caches of gigabytes and no limit at all.
 *
 * @param memoryMiB what the engine may take; queries that need more fail, and inserts are then refused for a moment.
 */
export function chdbConfigXml(memoryMiB: number): string {
  const settings = {
    max_server_memory_usage: memoryMiB * MIB,
    mark_cache_size: 32 * MIB,
    index_mark_cache_size: 8 * MIB,
    uncompressed_cache_size: 0,
    primary_index_cache_size: 32 * MIB,
    query_condition_cache_size: 8 * MIB,
    compiled_expression_cache_size: MIB,
    mmap_cache_size: 64,
    background_pool_size: 2,
    background_merges_mutations_concurrency_ratio: 1,
    background_schedule_pool_size: 4,
    background_common_pool_size: 2,
    // Merging can wait, what comes in and who asks cannot.
    os_threads_nice_value_merge_mutate: 19,
    background_fetches_pool_size: 1,
    background_move_pool_size: 1,
    // A query holds several threads and waits for more: with 64 for all, questions during inserts waited for each other for ever.
    max_thread_pool_size: 1024,
    max_thread_pool_free_size: 32,
    asynchronous_metrics_update_period_s: 60,
  };
  const lines = Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>`);
  return `<clickhouse>\n${lines.join('\n')}\n  <logger><level>fatal</level></logger>\n</clickhouse>\n`;
}
