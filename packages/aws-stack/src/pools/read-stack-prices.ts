import type { SSM } from '@aws-sdk/client-ssm';
import { DEFAULT_PRICES, type Prices, readPrices } from '@codeyard/engine/instance-pools/prices';

/** The prices of an installation: JSON in a parameter, or the default ones where there is none. */
export async function readStackPrices(ssm: SSM, Name: string): Promise<Prices> {
  let text: string;
  try {
    text = (await ssm.getParameter({ Name })).Parameter?.Value ?? '';
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return DEFAULT_PRICES;
    throw error;
  }
  const read = readPrices(parse(Name, text));
  if ('prices' in read) return read.prices;
  throw new Error(`The parameter ${Name} has no prices that can be used: ${read.problems.join('; ')}`);
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The parameter ${name} is not valid JSON: ${(error as Error).message}`);
  }
}
