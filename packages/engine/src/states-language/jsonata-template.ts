import jsonata from 'jsonata';
import type { Chance } from './intrinsics.ts';
import { isObject, type Json } from './json.ts';
import { queryError, StatesError } from './states-error.ts';

/** What expressions see as `$states`, and the variables that they see by their names. */
export interface QueryScope {
  readonly states: {
    readonly input: Json;
    readonly context: Json;
    readonly result?: Json;
    readonly errorOutput?: Json;
  };
  readonly variables: Readonly<Record<string, Json>>;
}

/** An expression gets so long: some never end, and nothing else runs meanwhile. In milliseconds. */
const TIMEOUT_MS = 500;
const MOST_DEPTH = 200;
const MOST_ITEMS = 1_000;

const EXPRESSION = /^\s*\{%([\s\S]*)%\}\s*$/;

/** The text between `{%` and `%}`; undefined for any other text. */
export const expressionIn = (text: string): string | undefined => EXPRESSION.exec(text)?.[1];

/** What is wrong with an expression's syntax. */
export function findSyntaxProblem(expression: string): string | undefined {
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fills a value whose texts may be JSONata expressions; `field` names the place for messages. */
export async function fillJsonata(value: Json, scope: QueryScope, chance: Chance, field: string): Promise<Json> {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    return expression === undefined ? value : await evaluateJsonata(expression, scope, chance, field);
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const [index, item] of (value as Json[]).entries())
      items.push(await fillJsonata(item, scope, chance, `${field}[${index}]`));
    return items;
  }
  if (!isObject(value)) return value;
  const filled: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value))
    filled[name] = await fillJsonata(member, scope, chance, `${field}/${name}`);
  return filled;
}

async function evaluateJsonata(expression: string, scope: QueryScope, chance: Chance, field: string): Promise<Json> {
  const bad = (why: string) =>
    queryError(`The JSONata expression '${expression.trim()}' specified for the field '${field}' ${why}`);
  try {
    const program = jsonata(expression, { timeout: TIMEOUT_MS, stack: MOST_DEPTH } as never);
    for (const [name, call] of Object.entries(functionsOf(chance))) program.registerFunction(name, call);
    program.assign('eval', undefined);
    const result: unknown = await program.evaluate(undefined, { states: scope.states, ...scope.variables });
    const text = typeof result === 'function' ? undefined : JSON.stringify(result);
    if (text === undefined) throw bad('returned nothing (undefined).');
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof StatesError) throw error;
    throw bad(
      `threw an error during evaluation. ${(error as { code?: string }).code ?? ''}: ${(error as Error).message}`,
    );
  }
}

/** What AWS adds to JSONata's own functions: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
function functionsOf(chance: Chance): Record<string, Parameters<ReturnType<typeof jsonata>['registerFunction']>[1]> {
  return {
    partition: (items: unknown[], size: number) =>
      Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
        items.slice(index * size, (index + 1) * size),
      ),
    range(first: number, last: number, step: number) {
      const count = Math.max(0, Math.floor((last - first) / step) + 1);
      if (!(count <= MOST_ITEMS)) throw new Error(`the range would have more than ${MOST_ITEMS} items`);
      return Array.from({ length: count }, (_, index) => first + index * step);
    },
    hash: (value: unknown, algorithm = 'SHA-256') =>
      chance.hash(typeof value === 'string' ? value : JSON.stringify(value), algorithm),
    random: () => chance.random(),
    uuid: () => chance.uuid(),
    parse: (text: string) => JSON.parse(text) as unknown,
  };
}
