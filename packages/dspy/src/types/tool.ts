import type { ZodObject, ZodType, input as ZodInput, output as ZodOutput } from 'zod';
import { ConfigurationError } from '../errors.ts';
import type { ToolDefinition } from '../lm/request.ts';
import { observe } from '../observe.ts';
import type { ToolOperation } from '../operation.ts';
import type { Values } from '../prediction/prediction.ts';
import { currentSettings } from '../settings.ts';
import type { FieldInput, InputsOfFields, OutputsOfFields } from '../signature/field-spec.ts';
import type { CustomType } from '../signature/field-type.ts';
import type { JSONSchema } from '../signature/json-schema.ts';
import { readParameters } from './tool-parameters.ts';
import { toolType } from './tool-type.ts';

/** What a tool takes: types by name as in `signature`, a zod object, or a JSON Schema of an object. */
export type ToolParameters = Readonly<Record<string, FieldInput>> | ZodObject | ToolParameterSchema;

/** A JSON Schema of an object. */
export interface ToolParameterSchema {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, JSONSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Arguments as callers give them. */
export type ToolInput<P extends ToolParameters> = P extends ZodType ? ZodInput<P> : P extends ToolParameterSchema ? Values : P extends Readonly<Record<string, FieldInput>> ? InputsOfFields<P> : never;

/** Arguments as the function gets them: checked, converted, with every default filled in. */
export type ToolArgs<P extends ToolParameters> = P extends ZodType ? ZodOutput<P> : P extends ToolParameterSchema ? Values : P extends Readonly<Record<string, FieldInput>> ? OutputsOfFields<P> : never;

/** What a tool's function is given beside its arguments. */
export interface ToolContext {
  /** Fires when the caller no longer wants the result. */
  readonly signal: AbortSignal | undefined;
}

/** What a `Tool` is made of. */
export interface ToolOptions<P extends ToolParameters, R> {
  /** Letters, digits, `_` and `-`, 64 at most: what providers take. */
  readonly name: string;
  /** Tells the model what the tool is for. */
  readonly description?: string | undefined;
  /** None unless given. */
  readonly parameters?: P | undefined;
  readonly func: (args: ToolArgs<P>, context: ToolContext) => R | Promise<R>;
}

/**
 * A function that a model may ask to be called. It runs with checked arguments only.
 *
 * ```ts
 * import { Tool } from '@dspy-otel/dspy';
 *
 * const add = new Tool({
 *   name: 'add',
 *   description: 'Adds two numbers.',
 *   parameters: { x: 'int', y: 'int' },
 *   func: ({ x, y }) => x + y,
 * });
 * console.log(await add.call({ x: 1, y: 2 })); // 3
 * ```
 */
export class Tool<const P extends ToolParameters = ToolParameters, R = unknown> {
  static readonly signatureType = toolType as CustomType<Tool>;

  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of an object with the arguments. */
  readonly parameters: JSONSchema;
  readonly #run: (args: Values) => Promise<R>;

  /** @throws {ConfigurationError} when no provider would take the name, or the parameters cannot be checked. */
  constructor({ name, description, parameters, func }: ToolOptions<P, R>) {
    if (!/^[\w-]{1,64}$/.test(name)) throw new ConfigurationError(`"${name}" cannot name a tool: letters, digits, _ and - only, 64 at most`);
    const { schema, check } = readParameters(name, parameters ?? {});
    this.name = name;
    this.description = description;
    this.parameters = schema;
    this.#run = async (args) => func(check(args) as ToolArgs<P>, { signal: currentSettings().signal });
  }

  /** The tool as a model sees it. */
  get definition(): ToolDefinition {
    const { name, description, parameters } = this;
    return { name, ...(description !== undefined && { description }), parameters };
  }

  /**
   * Checks the arguments and calls the function. What it throws comes out as it is.
   *
   * @throws {InputError} when arguments are missing, unknown or of the wrong type; the function is not called then.
   */
  call(args: ToolInput<P>): Promise<R> {
    const given: Values = args;
    return observe<ToolOperation, R>({ kind: 'tool', name: this.name, tool: this.definition, args: given }, () => this.#run(given));
  }
}
