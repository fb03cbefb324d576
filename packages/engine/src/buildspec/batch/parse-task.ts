import type { Findings } from '../findings.ts';
import { type Fields, readFields } from '../read-fields.ts';
import type { Place, YamlNode } from '../read-yaml.ts';
import type { BatchTask, BatchTaskEnv } from './batch-spec.ts';

const TASK_KEYS = ['identifier', 'buildspec', 'env', 'ignore-failure', 'debug-session'];
export const ENV_KEYS = ['compute-type', 'fleet', 'image', 'privileged-mode', 'type', 'variables'];

/** A task and where it was written. */
export interface WrittenTask {
  readonly task: BatchTask;
  readonly place: Place;
  readonly identifierPlace: Place;
  readonly dependsOnPlace: Place;
}

/** Reads the tasks of a list or, with what they depend on, of a graph. */
export function parseTasks(batch: Fields, kind: 'build-list' | 'build-graph', found: Findings): WrittenTask[] {
  const what = `batch.${kind}`;
  const { value, keyPlace } = batch.entry(kind) ?? {};
  if (!value || !keyPlace) return [];
  if (value.kind !== 'list' || value.items.length === 0) {
    found.problem(`Invalid buildspec ${what}: a list of tasks is required`, keyPlace, 'Begin each task with a dash.');
    return [];
  }
  const keys = kind === 'build-graph' ? [...TASK_KEYS, 'depend-on'] : TASK_KEYS;
  return value.items.flatMap((item, index) => parseTask({ what: `${what}[${index}]`, value: item }, keys, found));
}

function parseTask(node: { what: string; value: YamlNode }, keys: readonly string[], found: Findings): WrittenTask[] {
  const fields = readFields(node, keys, found);
  const identifier = fields.text('identifier');
  const { place } = node.value;
  if (!identifier) {
    found.problem(`Invalid buildspec ${node.what}: identifier is required`, place);
    return [];
  }
  const buildspec = fields.text('buildspec');
  const task: BatchTask = {
    identifier,
    dependsOn: keys.includes('depend-on') ? [...new Set(fields.texts('depend-on'))] : [],
    ignoreFailure: fields.flag('ignore-failure'),
    debugSession: fields.flag('debug-session'),
    ...(buildspec ? { buildspec } : {}),
    env: parseTaskEnv(fields.fields('env', ENV_KEYS), found),
  };
  const placeOf = (key: string) => fields.entry(key)?.value.place ?? place;
  return [{ task, place, identifierPlace: placeOf('identifier'), dependsOnPlace: placeOf('depend-on') }];
}

/** What a task's `env` overrides; a compute type and a fleet exclude each other. */
export function parseTaskEnv(env: Fields, found: Findings): BatchTaskEnv {
  const [computeType, fleet, image, type] = ['compute-type', 'fleet', 'image', 'type'].map((key) => env.text(key));
  if (computeType && fleet) {
    const message = 'Invalid buildspec batch: compute-type and fleet cannot both be provided for one identifier';
    found.problem(message, env.entry('fleet')?.keyPlace ?? env.place);
  }
  return {
    ...(computeType ? { computeType } : {}),
    ...(fleet ? { fleet } : {}),
    ...(image ? { image } : {}),
    ...(type ? { type } : {}),
    ...(env.has('privileged-mode') ? { privilegedMode: env.flag('privileged-mode') } : {}),
    variables: env.textMap('variables'),
  };
}
