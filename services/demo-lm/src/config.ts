import { Command, InvalidArgumentError } from 'commander';

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly delayMs: number;
}

/** Reads the command line. Prints help, or one line about what is wrong with it, and exits where commander does. */
export function readConfig(argv: readonly string[]): Config {
  const command = new Command('demo-lm')
    .description('An OpenAI-compatible model (POST /v1/chat/completions) and a ColBERTv2-compatible search (GET /api/search) that need no network.')
    .option('--port <port>', 'port to listen on; 0 takes a free one', wholeNumber(65_535), 8080)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--delay-ms <ms>', 'how long a typical answer takes; 0 answers at once', wholeNumber(600_000), 300);
  return command.parse([...argv]).opts<Config>();
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  };
}
