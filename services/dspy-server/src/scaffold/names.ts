import { CLIError } from '../cli-error.ts';

/** A name in the forms in which files and code need it. */
export interface Names {
  /** `post-tagger`: of files. */
  readonly kebab: string;
  /** `PostTagger`: of classes. */
  readonly pascal: string;
}

/**
 * @param what is named, for the message.
 * @throws {CLIError} when the name could not be that of a file and of a class; so one that is a path never names a file.
 */
export function namesOf(name: string, what: string): Names {
  if (!/^[A-Za-z][\w-]{0,63}$/.test(name)) throw new CLIError(`${JSON.stringify(name)} cannot name a ${what}: expected letters, digits, - and _, a letter first, 64 at most`);
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
  return { kebab: words.map((word) => word.toLowerCase()).join('-'), pascal: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') };
}
