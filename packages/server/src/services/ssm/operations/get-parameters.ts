import type { GetParametersCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { describeValue, readParameter } from '../read-parameter.ts';

/** Names that stand for nothing are told apart instead of being refused. */
export const getParameters = operation<GetParametersCommand, ServiceContext>(
  'GetParameters',
  async (input, context) => {
    const Parameters: ReturnType<typeof describeValue>[] = [];
    const InvalidParameters: string[] = [];
    for (const name of [...new Set(input.Names)]) {
      const found = await readParameter(context, name).catch((error: Error) => {
        if (error.name.startsWith('Parameter')) return undefined;
        throw error;
      });
      if (found) Parameters.push(describeValue(context, found, input.WithDecryption));
      else InvalidParameters.push(name);
    }
    return { Parameters, InvalidParameters };
  },
);
