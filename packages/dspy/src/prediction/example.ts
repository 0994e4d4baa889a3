import type { Values } from './prediction.ts';

/** A worked example shown to the model as an earlier turn: field values by name, as plain data or an `Example`. */
export type Demo = Readonly<Values>;
