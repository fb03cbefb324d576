import type { AddPermissionCommand, AddPermissionRequest } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { conflict, revisionDiffers } from '../errors.ts';
import { lockExisting, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { functionArn } from '../rules/function-name.ts';
import { findSetting, saveSetting } from '../store/settings.ts';

type Asked = Pick<
  AddPermissionRequest,
  | 'SourceArn'
  | 'SourceAccount'
  | 'PrincipalOrgID'
  | 'EventSourceToken'
  | 'FunctionUrlAuthType'
  | 'InvokedViaFunctionUrl'
>;

function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  return principal.includes('.amazonaws.com')
    ? { Service: principal }
    : { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}

function conditionsOf({ SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken, ...url }: Asked): object {
  const equals = {
    ...(SourceAccount ? { 'AWS:SourceAccount': SourceAccount } : {}),
    ...(PrincipalOrgID ? { 'aws:PrincipalOrgID': PrincipalOrgID } : {}),
    ...(EventSourceToken ? { 'lambda:EventSourceToken': EventSourceToken } : {}),
    ...(url.FunctionUrlAuthType ? { 'lambda:FunctionUrlAuthType': url.FunctionUrlAuthType } : {}),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(url.InvokedViaFunctionUrl ? { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } : {}),
    ...(SourceArn ? { ArnLike: { 'AWS:SourceArn': SourceArn } } : {}),
  };
  return Object.keys(condition).length > 0 ? { Condition: condition } : {};
}

export const addPermission = operation<AddPermissionCommand, Parts>('AddPermission', async (input, parts) => {
  const { name, qualifier } = referenceOf(input.FunctionName, input.Qualifier);
  const { StatementId: Sid, Action, Principal, RevisionId } = input;
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: functionArn(parts, name, qualifier),
    ...conditionsOf(input),
  };
  await parts.database.transaction(async (tx) => {
    await lockExisting(tx, parts, { name });
    const place = { name, qualifier: qualifier ?? LATEST };
    const before = await findSetting(tx, 'policy', place.name, place.qualifier);
    if (RevisionId !== undefined && RevisionId !== before?.revisionId) throw revisionDiffers();
    if (before?.statements.some((other) => other.Sid === Sid))
      throw conflict(
        `The statement id (${Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    const statements = [...(before?.statements ?? []), statement];
    await saveSetting(tx, 'policy', place, { revisionId: parts.ids.uuid(), statements });
  });
  return { Statement: JSON.stringify(statement) };
});
