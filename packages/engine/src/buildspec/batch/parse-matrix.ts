import type { Findings } from '../findings.ts';
import type { Fields } from '../read-fields.ts';
import type { BatchTask, BatchTaskEnv } from './batch-spec.ts';
import { ENV_KEYS, parseTaskEnv } from './parse-task.ts';

/** Far above what a batch may have; it keeps a small text from becoming a large product. */
const MOST_TASKS = 1_000;

/** AWS makes up identifiers where the buildspec gives none; how they read is not documented. [inferred] */
const madeUpIdentifier = (index: number) => `build${index}`;

/** One dimension of a matrix: each choice changes the task by itself. */
interface Choice {
  readonly buildspec?: string;
  readonly env?: Partial<BatchTaskEnv>;
}

/** Multiplies out `dynamic`, the last dimension fastest, on what `static` says of all. */
export function parseMatrix(batch: Fields, found: Findings): BatchTask[] {
  const matrix = batch.fields('build-matrix', ['static', 'dynamic']);
  const still = matrix.fields('static', ['ignore-failure', 'env']);
  const common = {
    ignoreFailure: still.flag('ignore-failure'),
    env: parseTaskEnv(still.fields('env', ENV_KEYS), found),
  };
  const dimensions = parseDimensions(matrix.fields('dynamic', ['buildspec', 'env']), found);
  const count = dimensions.reduce((product, { length }) => product * length, 1);
  if (count > MOST_TASKS) {
    const message = `Invalid buildspec batch: the matrix has ${count} builds, at most ${MOST_TASKS} are possible`;
    found.problem(message, matrix.place);
    return [];
  }
  return multiply(dimensions).map((choices, index) => combine(madeUpIdentifier(index), common, choices));
}

function parseDimensions(dynamic: Fields, found: Findings): Choice[][] {
  const env = dynamic.fields('env', ['compute-type', 'image', 'variables']);
  const dimensions: Choice[][] = [
    dynamic.texts('buildspec').map((buildspec) => ({ buildspec })),
    env.texts('compute-type').map((computeType) => ({ env: { computeType } })),
    env.texts('image').map((image) => ({ env: { image } })),
  ];
  const variables = env.fields(
    'variables',
    env.entries('variables').map(({ key }) => key),
  );
  for (const { key, keyPlace } of env.entries('variables')) {
    const values = variables.texts(key);
    if (values.length === 0) found.problem(`Invalid buildspec batch: the variable ${key} has no values`, keyPlace);
    dimensions.push(values.map((value) => ({ env: { variables: { [key]: value } } })));
  }
  return dimensions.filter(({ length }) => length > 0);
}

function multiply(dimensions: readonly (readonly Choice[])[]): Choice[][] {
  return dimensions.reduce<Choice[][]>(
    (products, choices) => products.flatMap((product) => choices.map((choice) => [...product, choice])),
    [[]],
  );
}

function combine(
  identifier: string,
  { ignoreFailure, env }: Pick<BatchTask, 'ignoreFailure' | 'env'>,
  choices: readonly Choice[],
): BatchTask {
  const variables: Record<string, string> = { ...env.variables };
  for (const choice of choices) Object.assign(variables, choice.env?.variables);
  const buildspec = choices.find((choice) => choice.buildspec)?.buildspec;
  const chosen: Partial<BatchTaskEnv> = Object.assign({}, ...choices.map((choice) => choice.env));
  return {
    identifier,
    dependsOn: [],
    ignoreFailure,
    debugSession: false,
    ...(buildspec ? { buildspec } : {}),
    env: { ...env, ...chosen, variables },
  };
}

/** `parallelism` builds that are all alike. */
export function parseFanout(batch: Fields, found: Findings): BatchTask[] {
  const fanout = batch.fields('build-fanout', ['parallelism', 'ignore-failure']);
  const text = fanout.text('parallelism') ?? '';
  const count = /^[1-9]\d{0,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(count <= MOST_TASKS)) {
    const place = fanout.entry('parallelism')?.value.place ?? fanout.place;
    found.problem(`Invalid buildspec batch: parallelism must be a number from 1 to ${MOST_TASKS}`, place);
    return [];
  }
  const ignoreFailure = fanout.flag('ignore-failure');
  return Array.from({ length: count }, (_, index) => ({
    identifier: madeUpIdentifier(index),
    dependsOn: [],
    ignoreFailure,
    debugSession: false,
    env: { variables: {} },
    shard: { index, count },
  }));
}
