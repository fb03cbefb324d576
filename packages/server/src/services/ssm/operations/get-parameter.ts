import type { GetParameterCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { describeValue, readParameter } from '../read-parameter.ts';
import { readSelector } from '../rules/check-parameter.ts';

export const getParameter = operation<GetParameterCommand, ServiceContext>('GetParameter', async (input, context) => {
  const parameter = await readParameter(context, input.Name);
  const { selector } = readSelector(input.Name);
  const Parameter = describeValue(context, parameter, input.WithDecryption);
  return { Parameter: selector === undefined ? Parameter : { ...Parameter, Selector: `:${selector}` } };
});
