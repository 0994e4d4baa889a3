import type { Program } from '../api/server.ts';
import type { Endpoint } from '../api/run-program.ts';
import { bodyOf, draftsOf, type Drafts, type Problem } from './drafts.ts';
import { fieldsOf, type FormField } from './fields.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** How a program is asked, and what for. */
export interface Form {
  readonly endpoint: Endpoint;
  readonly fields: readonly FormField[];
  /** Whether the only field holds the whole body: the program takes any object. */
  readonly isWhole: boolean;
}

const WHOLE = 'inputs';

/** A program behind a gateway takes what the gateway makes of a request, which only the gateway knows. */
export function formOf({ name, input_schema: schema, gateways = [] }: Program): Form {
  const [gateway] = gateways;
  const endpoint = gateway ?? { method: 'POST', path: `/${encodeURIComponent(name)}` };
  if (schema !== null && gateway === undefined) return { endpoint, fields: fieldsOf(schema), isWhole: false };
  const field: FormField = { name: WHOLE, control: { kind: 'json', example: {} }, type: 'any object', description: '', required: true };
  return { endpoint, fields: [field], isWhole: true };
}

/** The inputs that a form stands for, and what keeps them from being sent. */
export function inputsOf({ fields, isWhole }: Form, drafts: Drafts): { readonly body: JsonObject; readonly problems: readonly Problem[] } {
  const { body, problems } = bodyOf(fields, drafts);
  if (!isWhole) return { body, problems };
  const whole = body[WHOLE] ?? {};
  if (isObject(whole)) return { body: whole, problems };
  return { body: {}, problems: problems.length > 0 ? problems : [{ path: [WHOLE], message: 'This is not an object: { "name": value }' }] };
}

/** What stands in a form for these inputs. What a log keeps only in part stays empty. */
export function draftsFor({ fields, isWhole }: Form, inputs: JsonObject): Drafts {
  if (isWhole) return draftsOf(fields, { [WHOLE]: inputs });
  return draftsOf(fields, Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isCut(value))));
}

const CUT = /… \(\d+ characters\)$/;

function isCut(value: Json): boolean {
  return typeof value === 'string' ? CUT.test(value) : Array.isArray(value) && value.some((item: Json) => isCut(item));
}
