import type { SSM } from '@aws-sdk/client-ssm';
import type { Pool } from '@codeyard/engine/instance-pools/pool';
import { type ReadPool, readPool } from '@codeyard/engine/instance-pools/read-pool';

export interface Definitions {
  readonly pools: Readonly<Record<string, Pool>>;
  /** What is wrong with those that cannot be used, by name. */
  readonly problems: Readonly<Record<string, readonly string[]>>;
}

/** The pools, each a parameter below a path whose value is its JSON; its name is the parameter's. */
export async function readDefinitions(ssm: SSM, path: string, instanceProfile: string): Promise<Definitions> {
  const pools: Record<string, Pool> = {};
  const problems: Record<string, readonly string[]> = {};
  let NextToken: string | undefined;
  do {
    const page = await ssm.getParametersByPath({ Path: path, ...(NextToken === undefined ? {} : { NextToken }) });
    for (const { Name = '', Value = '' } of page.Parameters ?? []) {
      const name = Name.slice(Name.lastIndexOf('/') + 1);
      const read = readDefinition(name, Value, instanceProfile);
      if ('pool' in read) pools[name] = read.pool;
      else problems[name] = read.problems;
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return { pools, problems };
}

/** The name is the parameter's; the instance profile is the stack's where the pool names none. */
function readDefinition(name: string, text: string, instanceProfile: string): ReadPool {
  try {
    const json = JSON.parse(text) as unknown;
    return readPool(typeof json === 'object' && json !== null ? { instanceProfile, ...json, name } : json);
  } catch (error) {
    return { problems: [`is not valid JSON: ${(error as Error).message}`] };
  }
}
