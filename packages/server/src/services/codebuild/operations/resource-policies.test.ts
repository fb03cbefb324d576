import { CodeBuild } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';

let yard: Yard;
let codebuild: CodeBuild;
const arnOf = (resource: string) => `arn:aws:codebuild:${yard.region}:${yard.account}:${resource}`;
const policyFor = (resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...{ Effect: 'Allow', Principal: { AWS: '111122223333' } },
        ...{ Action: ['codebuild:BatchGetProjects'], Resource: resource },
      },
    ],
  });

beforeAll(async () => {
  yard = await startYard();
  codebuild = yard.client(CodeBuild);
  await codebuild.createProject({
    ...{ name: 'shared', artifacts: { type: 'NO_ARTIFACTS' }, serviceRole: 'arn:aws:iam::123456789012:role/builder' },
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
  });
});
afterAll(() => yard.stop());

describe('a resource policy', () => {
  it('is put, read back letter for letter, replaced and deleted', async () => {
    const resourceArn = arnOf('project/shared');
    const policy = ` ${policyFor(resourceArn)}`;
    expect((await codebuild.putResourcePolicy({ resourceArn, policy })).resourceArn).toBe(resourceArn);
    expect((await codebuild.getResourcePolicy({ resourceArn })).policy).toBe(policy);
    await codebuild.putResourcePolicy({ resourceArn, policy: policyFor('*') });
    expect((await codebuild.getResourcePolicy({ resourceArn })).policy).toBe(policyFor('*'));
    await codebuild.deleteResourcePolicy({ resourceArn });
    await codebuild.deleteResourcePolicy({ resourceArn });
    await expect(codebuild.getResourcePolicy({ resourceArn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each(['{', '{}', '{"Statement":[{"Effect":"Allow"}]}'])('that says %j is refused', async (policy) => {
    await expect(codebuild.putResourcePolicy({ resourceArn: arnOf('project/shared'), policy })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(/^Invalid resource policy/),
    });
  });

  it.each([
    ['project/absent', 'ResourceNotFoundException'],
    ['report-group/absent', 'ResourceNotFoundException'],
    ['fleet/any', 'InvalidInputException'],
  ])('of %s is refused with %s', async (resource, name) => {
    const resourceArn = arnOf(resource);
    await expect(codebuild.putResourcePolicy({ resourceArn, policy: policyFor('*') })).rejects.toMatchObject({ name });
  });

  it('of another account is refused', async () => {
    const resourceArn = arnOf('project/shared').replace(yard.account, '999999999999');
    const refused = { name: 'InvalidInputException' };
    await expect(codebuild.putResourcePolicy({ resourceArn, policy: policyFor('*') })).rejects.toMatchObject(refused);
    await expect(codebuild.getResourcePolicy({ resourceArn })).rejects.toMatchObject(refused);
    await expect(codebuild.deleteResourcePolicy({ resourceArn })).rejects.toMatchObject(refused);
  });

  it('goes with its project', async () => {
    const resourceArn = arnOf('project/shared');
    await codebuild.putResourcePolicy({ resourceArn, policy: policyFor('*') });
    await codebuild.deleteProject({ name: 'shared' });
    await expect(codebuild.getResourcePolicy({ resourceArn })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

it('nothing is shared by other accounts: there are none', async () => {
  expect((await codebuild.listSharedProjects({})).projects).toEqual([]);
  expect((await codebuild.listSharedReportGroups({})).reportGroups).toEqual([]);
  const foreign = { name: 'InvalidInputException' };
  await expect(codebuild.listSharedProjects({ nextToken: 'x' })).rejects.toMatchObject(foreign);
  await expect(codebuild.listSharedReportGroups({ nextToken: 'x' })).rejects.toMatchObject(foreign);
});
