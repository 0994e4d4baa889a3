import { CLIError } from '../cli-error.ts';

/** Where in the file: lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The project's configuration cannot be used. The message is one line: file, line, key, what was expected. */
export class ConfigFileError extends CLIError {
  readonly file: string;
  readonly line: number | undefined;
  /** Dotted path of the key, empty for the file as a whole. */
  readonly key: string;

  constructor(place: Place, key: string, expectation: string, options?: { cause?: unknown }) {
    const at = [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
    super([at, key, expectation].filter(Boolean).join(': ').replace(/\s*\n\s*/g, ' '), options);
    this.name = 'ConfigFileError';
    this.file = place.file;
    this.line = place.line;
    this.key = key;
  }
}
