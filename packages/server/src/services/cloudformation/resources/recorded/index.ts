import type { ResourceType } from '../resource-type.ts';
import { digits, recordedType, regionalArn, uuidOf } from './recorded-type.ts';

/** Types of the templates in the field that no service of Codeyard acts on yet. */
export const RECORDED_TYPES: readonly ResourceType[] = [
  recordedType('AWS::CDK::Metadata', {}),
  recordedType('AWS::KMS::Key', {
    reference: (call) => uuidOf(call),
    attributes: {
      Arn: (call) => regionalArn(call, 'kms', `key/${call.physicalId}`),
      KeyId: ({ physicalId }) => physicalId,
    },
  }),
  recordedType('AWS::KMS::Alias', { nameProperty: 'AliasName' }),
  recordedType('AWS::ECR::Repository', {
    nameProperty: 'RepositoryName',
    // Names of container images have no capitals.
    nameLimits: { isLowerCase: true },
    attributes: {
      Arn: (call) => regionalArn(call, 'ecr', `repository/${call.physicalId}`),
      RepositoryUri: ({ stack, physicalId }) => `${stack.account}.dkr.ecr.${stack.region}.amazonaws.com/${physicalId}`,
    },
  }),
  recordedType('AWS::CodeCommit::Repository', {
    reference: (call) => uuidOf(call),
    attributes: {
      Arn: (call) => regionalArn(call, 'codecommit', String(call.properties.RepositoryName)),
      Name: ({ properties }) => properties.RepositoryName ?? '',
      CloneUrlHttp: ({ stack, properties }) =>
        `https://git-codecommit.${stack.region}.amazonaws.com/v1/repos/${String(properties.RepositoryName)}`,
      CloneUrlSsh: ({ stack, properties }) =>
        `ssh://git-codecommit.${stack.region}.amazonaws.com/v1/repos/${String(properties.RepositoryName)}`,
    },
  }),
  ...['AWS::CodeStarConnections::Connection', 'AWS::CodeConnections::Connection'].map((type) =>
    recordedType(type, {
      replacing: ['ConnectionName', 'HostArn', 'ProviderType'],
      reference: (call) =>
        regionalArn(
          call,
          type.includes('Star') ? 'codestar-connections' : 'codeconnections',
          `connection/${uuidOf(call)}`,
        ),
      attributes: {
        ConnectionArn: ({ physicalId }) => physicalId,
        ConnectionStatus: () => 'PENDING',
        OwnerAccountId: ({ stack }) => stack.account,
      },
    }),
  ),
  recordedType('AWS::CodeDeploy::Application', { nameProperty: 'ApplicationName' }),
  recordedType('AWS::CodeDeploy::DeploymentGroup', {
    nameProperty: 'DeploymentGroupName',
    replacing: ['ApplicationName'],
  }),
  recordedType('AWS::CodeDeploy::DeploymentConfig', { nameProperty: 'DeploymentConfigName' }),
  recordedType('AWS::CodeStarNotifications::NotificationRule', {
    reference: (call) => regionalArn(call, 'codestar-notifications', `notificationrule/${digits(call, 32)}`),
    attributes: { Arn: ({ physicalId }) => physicalId },
  }),
  recordedType('AWS::CloudFront::Distribution', {
    reference: (call) => `E${digits(call, 13).toUpperCase()}`,
    attributes: {
      DomainName: (call) => `d${call.physicalId.toLowerCase().slice(1)}.cloudfront.net`,
      Id: ({ physicalId }) => physicalId,
    },
  }),
  recordedType('AWS::CloudFront::CloudFrontOriginAccessIdentity', {
    reference: (call) => `E${digits(call, 13).toUpperCase()}`,
    attributes: {
      Id: ({ physicalId }) => physicalId,
      S3CanonicalUserId: ({ physicalId }) => physicalId.toLowerCase().padEnd(64, '0'),
    },
  }),
];
