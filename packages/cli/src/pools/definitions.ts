import { ParameterNotFound } from '@aws-sdk/client-ssm';
import { readPool } from '@codeyard/engine/instance-pools/read-pool';
import { UserError } from '../user-error.ts';
import type { Pools } from './open-pools.ts';

/** As an action names its pool; `on-demand` and `spot` are an instance of its own there. */
const NAME = /^(?!(on-demand|spot)$)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** Larger ones cost: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const LONGEST_STANDARD = 4_096;

/** The JSON of a pool's definition, as it was stored; undefined when there is none. */
export async function findDefinition({ ssm, path }: Pools, name: string): Promise<string | undefined> {
  checkName(name);
  try {
    const { Parameter } = await ssm.getParameter({ Name: `${path}${name}` });
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

export async function storeDefinition(pools: Pools, name: string, text: string): Promise<void> {
  const isLarge = Buffer.byteLength(text) > LONGEST_STANDARD;
  await pools.ssm.putParameter({
    ...{ Name: `${pools.path}${name}`, Type: 'String', Value: text, Overwrite: true },
    ...(isLarge ? { Tier: 'Advanced' as const } : {}),
  });
  await pools.wake();
}

/** Nothing of it is left when there was none. */
export async function deleteDefinition(pools: Pools, name: string): Promise<void> {
  await pools.ssm.deleteParameter({ Name: `${pools.path}${name}` });
  await pools.wake();
}

/** The text to be stored for a pool; a UserError tells all that is wrong with it. */
export function checkDefinition(text: string, given: { name: string; file: string; instanceProfile: string }): string {
  const { name, file, instanceProfile } = given;
  checkName(name);
  const json = parseObject(text, file);
  const named = json.name === undefined || json.name === name ? [] : [`name: is ${json.name}, and not ${name}`];
  const read = readPool({ instanceProfile, ...json, name });
  const problems = [...named, ...('problems' in read ? read.problems : [])];
  if (problems.length === 0) return `${JSON.stringify(json, undefined, 2)}\n`;
  throw new UserError(
    [`${file} is no pool that could be used:`, ...problems.map((problem) => `  ${problem}`)].join('\n'),
  );
}

/** A stored definition with `drains` or without it; nothing else of it is changed. */
export function setDrains(text: string, name: string, drains: boolean): string {
  const { drains: _before, ...json } = parseObject(text, `the definition of ${name}`);
  return `${JSON.stringify(drains ? { ...json, drains } : json, undefined, 2)}\n`;
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new UserError(`${file} must hold a JSON object`);
}

function checkName(name: string): void {
  if (!NAME.test(name))
    throw new UserError(
      `'${name}' is no name for a pool: take letters, digits, - and _, at most 64, and neither on-demand nor spot`,
    );
}
