import { errorCodes, errorText } from './error-text.ts';
import { ConfigurationError } from './errors.ts';

/**
 * A package that not every user has.
 *
 * @throws {ConfigurationError} that says what to install.
 */
export async function installedPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new ConfigurationError(`the package ${name} is not installed; run: npm install ${name}`, { cause: error });
  }
}

function isMissing(error: unknown, name: string): boolean {
  const [code] = errorCodes(error);
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && errorText(error).includes(name);
}
