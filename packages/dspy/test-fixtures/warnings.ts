/** Collects the texts of process warnings until it is disposed of, instead of letting them through to stderr. */
export function collectWarnings(): { readonly texts: readonly string[] } & Disposable {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const texts: string[] = [];
  process.emitWarning = (warning: string | Error) => void texts.push(String(warning));
  return {
    texts,
    [Symbol.dispose]: () => {
      if (original) Object.defineProperty(process, 'emitWarning', original);
    },
  };
}
