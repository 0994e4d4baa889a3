import passages from './passages.json' with { type: 'json' };

/** Short true passages, `Title | text`; a passage's place is its id. */
export const CORPUS: readonly string[] = passages;
