import type { ImportSourceCredentialsCommandInput } from '@aws-sdk/client-codebuild';
import { deleteOnce } from '../calls.ts';
import { DONE, type ResourceCall, type ResourceType, textOf } from '../resource-type.ts';

/** Of one kind of git host there is one credential, and this is its ARN. */
function arnOf({ stack, properties }: ResourceCall): string {
  const host = (textOf(properties.ServerType) ?? '').toLowerCase().replaceAll('_', '-');
  return `arn:aws:codebuild:${stack.region}:${stack.account}:token/${host}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-sourcecredential.html */
export const sourceCredential: ResourceType = {
  type: 'AWS::CodeBuild::SourceCredential',
  properties: { AuthType: 'updates', ServerType: 'replaces', Token: 'updates', Username: 'updates' },
  required: ['AuthType', 'ServerType', 'Token'],
  attributes: ['Id'],
  identify: arnOf,
  async create(call) {
    await importCredentials(call, { isKnown: call.isRetry });
    return DONE;
  },
  async read({ aws, physicalId }) {
    const { sourceCredentialsInfos = [] } = await aws.codebuild.listSourceCredentials({});
    return sourceCredentialsInfos.some(({ arn }) => arn === physicalId) ? { Id: physicalId } : undefined;
  },
  async update(call) {
    await importCredentials(call, { isKnown: true });
    return DONE;
  },
  async delete({ aws, physicalId: arn }) {
    return await deleteOnce('ResourceNotFoundException', () => aws.codebuild.deleteSourceCredentials({ arn }));
  },
};

async function importCredentials(call: ResourceCall, { isKnown }: { isKnown: boolean }): Promise<void> {
  const value = { ...call.properties, ShouldOverwrite: isKnown };
  await call.aws.codebuild.importSourceCredentials(
    call.fit<ImportSourceCredentialsCommandInput>('codebuild', 'ImportSourceCredentials', value),
  );
}
