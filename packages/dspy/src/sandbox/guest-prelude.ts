/**
 * Runs inside the sandbox before any other code: is given the host's functions, which code can reach only through what
 * this makes of them, and gives the host what it needs. What code does to the objects it sees harms nobody but itself.
 */
export const GUEST_PRELUDE = `(hostPrint, hostSubmit, hostCall) => {
  const { stringify, parse } = JSON;
  const plain = (_key, value) => {
    if (typeof value === 'bigint') return String(value);
    if (value instanceof Map) return Object.fromEntries(value);
    return value instanceof Set ? [...value] : value;
  };
  const shown = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.name + ': ' + value.message;
    try {
      return stringify(value, plain) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const print = (...values) => hostPrint(stringify(values.map(shown).join(' ')));
  const tools = {};
  Object.assign(globalThis, { print, console: { log: print, info: print, debug: print, warn: print, error: print }, state: {}, tools });
  globalThis.SUBMIT = (value) => {
    const json = stringify(value, plain);
    if (json === undefined) throw new TypeError('SUBMIT takes a value that is JSON: an object with the outputs');
    hostSubmit(json);
    throw new Error('SUBMIT ends the code');
  };
  const offered = new Set();
  const offer = (name) => {
    tools[name] = (args = {}) => hostCall(name, stringify(args, plain)).then(parse);
    if (name in globalThis && !offered.has(name)) return;
    offered.add(name);
    globalThis[name] = tools[name];
  };
  return {
    offer: (names) => parse(names).forEach(offer),
    json: ({ value }) => {
      try {
        return stringify(value, plain);
      } catch {}
    },
    describe: (thrown) => {
      const line = thrown instanceof Error && /code\\.js:(\\d+)/.exec(thrown.stack)?.[1];
      return shown(thrown).slice(0, 2_000) + (line ? ' (line ' + line + ')' : '');
    },
  };
}`;
