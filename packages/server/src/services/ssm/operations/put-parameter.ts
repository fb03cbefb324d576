import type { PutParameterCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { alreadyExists, invalidPattern, notHere, patternMismatch, tagsWithOverwrite, validation } from '../errors.ts';
import { parameterArn } from '../read-parameter.ts';
import { nameProblem, valueProblem } from '../rules/check-parameter.ts';
import {
  deleteVersion,
  findParameter,
  type ParameterType,
  type ParameterVersion,
  saveVersion,
} from '../store/parameters.ts';

const MOST_VERSIONS = 100;
const LONGEST_PATTERN = 1_024;

export const putParameter = operation<PutParameterCommand, ServiceContext>('PutParameter', async (input, context) => {
  const { database, vault, clock, request, emitEvent } = context;
  if (hasPolicies(input.Policies)) throw notHere('Parameter policies');
  const tier = input.Tier === 'Advanced' ? 'Advanced' : 'Standard';
  const problem = nameProblem(input.Name) ?? valueProblem(input.Value, tier);
  if (problem) throw validation(problem);
  if (input.Overwrite && input.Tags?.length) throw tagsWithOverwrite();
  if (input.AllowedPattern) checkPattern(input.AllowedPattern, input.Value);
  return database.transaction(async (tx) => {
    const before = await findParameter(tx, input.Name);
    if (before && !input.Overwrite) throw alreadyExists();
    const type = (input.Type as ParameterType | undefined) ?? before?.current.type;
    if (!type) throw validation('A parameter type is required when you create a parameter.');
    const version = (before?.current.version ?? 0) + 1;
    const parameter: ParameterVersion = {
      name: input.Name,
      version,
      type,
      value: type === 'SecureString' ? vault.seal(input.Value) : input.Value,
      dataType: input.DataType ?? before?.current.dataType ?? 'text',
      tier,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.AllowedPattern === undefined ? {} : { allowedPattern: input.AllowedPattern }),
      ...(type === 'SecureString' ? { keyId: input.KeyId ?? 'alias/aws/ssm' } : {}),
      modifiedBy: request.caller.arn,
      modifiedAt: clock.now(),
      labels: [],
    };
    const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    await saveVersion(tx, parameter, tags);
    await deleteVersion(tx, input.Name, version - MOST_VERSIONS);
    await emitEvent(tx, {
      source: 'aws.ssm',
      detailType: 'Parameter Store Change',
      resources: [parameterArn(context, input.Name)],
      detail: { operation: before ? 'Update' : 'Create', name: input.Name, type },
    });
    return { Version: version, Tier: tier };
  });
});

/** An empty list takes policies away. */
const hasPolicies = (text: string | undefined) => !['', '[]', '{}', '[{}]'].includes((text ?? '').replace(/\s/g, ''));

function checkPattern(pattern: string, value: string): void {
  let expression: RegExp;
  try {
    if (pattern.length > LONGEST_PATTERN) throw invalidPattern();
    expression = new RegExp(pattern);
  } catch {
    throw invalidPattern();
  }
  if (!expression.test(value)) throw patternMismatch(pattern);
}
