import type { Retrieve } from '../module/retrieve.ts';
import type { Parameter } from './parameter.ts';
import { shown, wrong } from './read-state.ts';

/** What is saved of a `Retrieve`: how many passages. */
export function retrieveParameter(retrieve: Retrieve): Parameter {
  return {
    dump: () => ({ k: retrieve.k }),
    prepare({ k }, source) {
      if (typeof k !== 'number' || !Number.isInteger(k) || k < 1) throw wrong(source, 'k', `has to be a whole number from 1, found ${shown(k)}`);
      return () => {
        retrieve.k = k;
      };
    },
  };
}
