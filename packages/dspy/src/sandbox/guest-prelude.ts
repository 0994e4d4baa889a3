/**
 * Runs inside the sandbox before any other code, and takes the host's functions out of its reach: what code does to the
 * objects that are left harms nobody but itself.
 */
export const GUEST_PRELUDE = `(() => {
  const { __print, __submit, __call } = globalThis;
  for (const name of ['__print', '__submit', '__call']) delete globalThis[name];
  const { stringify, parse } = JSON;
  const shown = (value) => {
    if (typeof value === 'string') return value;
    try {
      return stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const print = (...values) => __print(values.map(shown).join(' '));
  globalThis.print = print;
  globalThis.console = { log: print, info: print, debug: print, warn: print, error: print };
  globalThis.state = {};
  globalThis.SUBMIT = (value) => {
    const json = stringify(value);
    if (json === undefined) throw new TypeError('SUBMIT takes a value that is JSON: an object with the outputs');
    __submit(json);
    throw { submitted: true };
  };
  globalThis.tools = {};
  globalThis.__offer = (name) => {
    const tool = (args = {}) => __call(name, stringify(args)).then(parse);
    globalThis.tools[name] = tool;
    if (/^[A-Za-z_$][\\w$]*$/.test(name)) globalThis[name] = tool;
  };
})()`;
