import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import { deleteOnce, makeOnce, unlessGone } from '../calls.ts';
import { type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

const GONE = 'ResourceNotFoundException';
const statementOf = (call: ResourceCall) => call.newName({ longest: 100 });
const functionOf = ({ properties }: ResourceCall) => textOf(properties.FunctionName) ?? '';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission: ResourceType = {
  type: 'AWS::Lambda::Permission',
  properties: {
    ...{ Action: 'replaces', EventSourceToken: 'replaces', FunctionName: 'replaces', FunctionUrlAuthType: 'replaces' },
    ...{ InvokedViaFunctionUrl: 'replaces', Principal: 'replaces', PrincipalOrgID: 'replaces' },
    ...{ SourceAccount: 'replaces', SourceArn: 'replaces' },
  },
  required: ['Action', 'FunctionName', 'Principal'],
  attributes: ['Id'],
  identify: statementOf,
  async create(call) {
    const value = { ...call.properties, StatementId: statementOf(call) };
    const input = call.fit<AddPermissionCommandInput>('lambda', 'AddPermission', value);
    return await makeOnce(call, 'ResourceConflictException', () => call.aws.lambda.addPermission(input));
  },
  async read(call) {
    const found = await unlessGone(GONE, () => call.aws.lambda.getPolicy(referenceOf(functionOf(call))));
    const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: { Sid?: string }[] };
    return Statement.some(({ Sid }) => Sid === call.physicalId) ? { Id: call.physicalId } : undefined;
  },
  async delete(call) {
    const statement = { ...referenceOf(functionOf(call)), StatementId: call.physicalId };
    return await deleteOnce(GONE, () => call.aws.lambda.removePermission(statement));
  },
};

/** A function and the qualifier that may end its name. */
function referenceOf(text: string): { FunctionName: string; Qualifier?: string } {
  const parts = text.split(':');
  const at = parts.indexOf('function');
  const qualifier = parts[at < 0 ? 1 : at + 2];
  if (qualifier === undefined) return { FunctionName: text };
  return { FunctionName: text.slice(0, -qualifier.length - 1), Qualifier: qualifier };
}
