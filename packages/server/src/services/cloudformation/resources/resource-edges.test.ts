import { CodeBuild } from '@aws-sdk/client-codebuild';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { until } from '../../../testing/until.ts';
import { findResourceType } from './all-types.ts';
import type { ResourceType } from './resource-type.ts';
import { openResourceLab } from './testing/resource-lab.ts';

let yard: Yard;

beforeAll(async () => {
  yard = await startYard();
});

afterAll(() => yard?.stop());

const typeOf = (name: string) => findResourceType(name) as ResourceType;
const labOf = (name: string, scope = name.split('::').slice(1).join('-')) =>
  openResourceLab(yard, typeOf(name), `edge-${scope}`);

const TRUST: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

describe('leave for IAM resources', () => {
  it('is asked for, and more of it for names that the template chooses', () => {
    const asked = (type: string, properties: JsonObject) => typeOf(type).capability?.(properties);
    expect(asked('AWS::IAM::Role', {})).toBe('CAPABILITY_IAM');
    expect(asked('AWS::IAM::Role', { RoleName: 'mine' })).toBe('CAPABILITY_NAMED_IAM');
    expect(asked('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'mine' })).toBe('CAPABILITY_NAMED_IAM');
    expect(asked('AWS::IAM::InstanceProfile', { InstanceProfileName: 'mine' })).toBe('CAPABILITY_NAMED_IAM');
    expect(asked('AWS::IAM::Policy', { PolicyName: 'mine' })).toBe('CAPABILITY_IAM');
  });
});

describe('a role', () => {
  it('that somebody else attached a policy to is not deleted', async () => {
    const lab = labOf('AWS::IAM::Role');
    const properties = {
      AssumeRolePolicyDocument: TRUST,
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    };
    const RoleName = await lab.create('make', properties);
    const attachment = { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' };
    await yard.client(IAM).attachRolePolicy(attachment);
    await expect(lab.delete(RoleName, properties)).rejects.toThrow('must detach all policies first');
    await yard.client(IAM).detachRolePolicy(attachment);
    await lab.delete(RoleName, properties);
  });
});

describe('a managed policy', () => {
  it('makes room for its sixth version', async () => {
    const lab = labOf('AWS::IAM::ManagedPolicy');
    const propertiesOf = (turn: number): JsonObject => ({
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: `s3:${turn}`, Resource: '*' }] },
    });
    const id = await lab.create('make', propertiesOf(0));
    for (let turn = 1; turn < 8; turn++)
      await lab.update(`turn ${turn}`, id, { previous: propertiesOf(turn - 1), properties: propertiesOf(turn) });
    expect(await lab.read(id, propertiesOf(7))).toMatchObject({ DefaultVersionId: 'v8' });
    await lab.delete(id, propertiesOf(7));
  });
});

describe('a report group', () => {
  it('with reports is not deleted, unless the template says so', async () => {
    const lab = labOf('AWS::CodeBuild::ReportGroup');
    const properties = { Type: 'TEST', ExportConfig: { ExportConfigType: 'NO_EXPORT' } };
    const arn = await lab.create('make', properties);
    const codebuild = yard.client(CodeBuild);
    await codebuild.createProject({
      ...{ name: 'reporting', serviceRole: `arn:aws:iam::${yard.account}:role/x`, artifacts: { type: 'NO_ARTIFACTS' } },
      environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
      source: {
        type: 'NO_SOURCE',
        buildspec: `version: 0.2\nphases: {build: {commands: [ls]}}\nreports:\n  ${arn}: {files: [none]}`,
      },
    });
    const { build: started } = await codebuild.startBuild({ projectName: 'reporting' });
    const build = await until(async () => {
      const { builds = [] } = await codebuild.batchGetBuilds({ ids: [started?.id ?? ''] });
      return builds.find(({ buildComplete }) => buildComplete);
    });
    expect(build.reportArns).toHaveLength(1);
    await expect(lab.delete(arn, properties)).rejects.toThrow('Cannot delete a report group that has reports');
    expect(await lab.read(arn, properties)).toEqual({ Arn: arn });
    await lab.delete(arn, { ...properties, DeleteReports: true });
    expect(await lab.read(arn, properties)).toBeUndefined();
  });
});

describe('a bucket', () => {
  it('with objects is not deleted', async () => {
    const lab = labOf('AWS::S3::Bucket');
    const Bucket = await lab.create('make', {});
    expect(Bucket).toMatch(/^[a-z0-9-]+$/);
    await yard.client(S3).putObject({ Bucket, Key: 'kept', Body: 'x' });
    await expect(lab.delete(Bucket, {})).rejects.toThrow('The bucket you tried to delete is not empty');
    await yard.client(S3).deleteObject({ Bucket, Key: 'kept' });
    await lab.delete(Bucket, {});
  });
});

describe('what an update asks for in vain', () => {
  it('is no hindrance to going back', async () => {
    const { TopicArn = '' } = await yard.client(SNS).createTopic({ Name: 'edge' });
    const queue = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
    const attempts: [type: string, properties: JsonObject, change: JsonObject][] = [
      [
        'AWS::SNS::Subscription',
        { TopicArn, Protocol: 'sqs', Endpoint: queue('a') },
        { RedrivePolicy: { deadLetterTargetArn: queue('b') } },
      ],
      ['AWS::SNS::Topic', {}, { ArchivePolicy: { MessageRetentionPeriod: 1 } }],
      ['AWS::SNS::Topic', { DisplayName: 'x' }, { DataProtectionPolicy: { Name: 'x' } }],
      ['AWS::Logs::LogGroup', {}, { FieldIndexPolicies: [{ Fields: ['a'] }] }],
      ['AWS::Logs::LogGroup', {}, { DeletionProtectionEnabled: true }],
      ['AWS::S3::Bucket', {}, { MetricsConfigurations: [{ Id: 'all' }] }],
      ['AWS::SecretsManager::Secret', {}, { ReplicaRegions: [{ Region: 'eu-west-1' }] }],
    ];
    for (const [index, [type, properties, change]] of attempts.entries()) {
      const lab = labOf(type, `vain-${index}`);
      const id = await lab.create('make', properties);
      const changed = { ...properties, ...change };
      await expect(lab.update('change', id, { previous: properties, properties: changed })).rejects.toThrow();
      expect(await lab.update('back', id, { previous: changed, properties })).toBe(id);
      await lab.delete(id, properties);
    }
  });
});

describe('a document', () => {
  const content = (text: string): JsonObject => ({
    ...{ schemaVersion: '2.2', description: text },
    mainSteps: [{ name: 'a', action: 'aws:runShellScript', inputs: { runCommand: [text] } }],
  });

  it('is replaced by another one, unless the template names it', async () => {
    const lab = labOf('AWS::SSM::Document');
    const id = await lab.create('make', { Content: content('one') });
    const next = await lab.update('change', id, {
      previous: { Content: content('one') },
      properties: { Content: content('two') },
    });
    expect(next).not.toBe(id);
    expect(
      await lab.update('change', id, {
        previous: { Content: content('one') },
        properties: { Content: content('two') },
      }),
    ).toBe(next);
    const { Content = '' } = await yard.client(SSM).getDocument({ Name: next });
    expect(JSON.parse(Content)).toEqual(content('two'));
    for (const Name of [id, next]) await lab.delete(Name, {});
    const named = { Name: 'edge-document', Content: content('one') };
    await lab.create('named', named);
    await expect(
      lab.update('change named', 'edge-document', {
        previous: named,
        properties: { ...named, Content: content('two') },
      }),
    ).rejects.toThrow('Set UpdateMethod to NewVersion');
  });
});

describe('a secret', () => {
  it('that an earlier try made keeps its password, and somebody else’s is left alone', async () => {
    const lab = labOf('AWS::SecretsManager::Secret');
    const properties = { Name: 'edge/secret', GenerateSecretString: {} };
    const SecretId = await lab.create('make', properties);
    const secrets = yard.client(SecretsManager);
    const { SecretString: before } = await secrets.getSecretValue({ SecretId });
    expect(await lab.create('make', properties, true)).toBe(SecretId);
    expect((await secrets.getSecretValue({ SecretId })).SecretString).toBe(before);
    expect(before).toHaveLength(32);
    await expect(lab.create('another', properties)).rejects.toThrow('already exists');
  });
});
