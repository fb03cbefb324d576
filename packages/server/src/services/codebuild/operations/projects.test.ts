import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  DeleteSourceCredentialsCommand,
  ImportSourceCredentialsCommand,
  ListProjectsCommand,
  ListSourceCredentialsCommand,
  UpdateProjectCommand,
  UpdateProjectVisibilityCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';

let yard: Yard;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard();
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const input = (name: string) => ({
  name,
  source: { type: 'GITHUB' as const, location: 'https://github.com/myorg/web-app' },
  artifacts: { type: 'S3' as const, location: 'my-artifacts-bucket' },
  environment: {
    type: 'LINUX_CONTAINER' as const,
    computeType: 'BUILD_GENERAL1_MEDIUM' as const,
    image: 'aws/codebuild/standard:7.0',
    privilegedMode: true,
  },
  serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
});
const create = (name: string, change: object = {}) =>
  codebuild.send(new CreateProjectCommand({ ...input(name), ...change }));
const get = async (...names: string[]) => codebuild.send(new BatchGetProjectsCommand({ names }));

describe('projects', () => {
  it('are echoed with the defaults filled in', async () => {
    const { project } = await create('web-app-build');
    expect(project).toMatchObject({
      name: 'web-app-build',
      arn: `arn:aws:codebuild:${yard.region}:${yard.account}:project/web-app-build`,
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      artifacts: { type: 'S3', location: 'my-artifacts-bucket', name: 'web-app-build', packaging: 'NONE' },
      environment: { privilegedMode: true, environmentVariables: [] },
      badge: { badgeEnabled: false },
      projectVisibility: 'PRIVATE',
      tags: [],
    });
    expect(project?.created).toBeInstanceOf(Date);
    expect((await get('web-app-build')).projects).toEqual([project]);
  });

  it('are found by name and by ARN, and those that are not there are named', async () => {
    await create('by-arn');
    const arn = `arn:aws:codebuild:${yard.region}:${yard.account}:project/by-arn`;
    const found = await get(arn, 'absent');
    expect(found.projects?.map(({ name }) => name)).toEqual(['by-arn']);
    expect(found.projectsNotFound).toEqual(['absent']);
  });

  it('cannot be made twice', async () => {
    await create('twice');
    await expect(create('twice')).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: `Project already exists: arn:aws:codebuild:${yard.region}:${yard.account}:project/twice`,
    });
  });

  it.each(['a', '_lead', 'x'.repeat(151)])('cannot be named %j', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('of CodePipeline have both ends there', async () => {
    await expect(create('half', { source: { type: 'CODEPIPELINE' } })).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'Invalid input: when using CodePipeline both sourceType, and artifactType must be set to: CODEPIPELINE',
    });
  });

  it('an update with only a description changes nothing else, and -1 takes the limit away', async () => {
    const { project: before } = await create('updated', { concurrentBuildLimit: 2 });
    const update = (change: object) => codebuild.send(new UpdateProjectCommand({ name: 'updated', ...change }));
    const { project: after } = await update({ description: 'new' });
    expect({ ...after, lastModified: before?.lastModified }).toEqual({ ...before, description: 'new' });
    const { project: unlimited } = await update({ concurrentBuildLimit: -1 });
    expect(unlimited).not.toHaveProperty('concurrentBuildLimit');
  });

  it('an update of what is not there says so', async () => {
    await expect(codebuild.send(new UpdateProjectCommand({ name: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are deleted quietly, also when they are absent', async () => {
    await create('deleted');
    await codebuild.send(new DeleteProjectCommand({ name: 'deleted' }));
    await codebuild.send(new DeleteProjectCommand({ name: 'deleted' }));
    expect((await get('deleted')).projectsNotFound).toEqual(['deleted']);
  });

  it('become public with an alias that stays', async () => {
    const { project } = await create('public');
    const show = (projectVisibility: 'PUBLIC_READ' | 'PRIVATE') =>
      codebuild.send(new UpdateProjectVisibilityCommand({ projectArn: project?.arn, projectVisibility }));
    const { publicProjectAlias } = await show('PUBLIC_READ');
    expect(publicProjectAlias).toBeTruthy();
    await show('PRIVATE');
    expect((await show('PUBLIC_READ')).publicProjectAlias).toBe(publicProjectAlias);
  });

  it('are listed in pages of 100, in both directions, and a foreign token is refused', async () => {
    const other = await startYard();
    const client = other.client(CodeBuildClient);
    const names = Array.from({ length: 205 }, (_, index) => `p-${String(index).padStart(3, '0')}`);
    for (const name of names) await client.send(new CreateProjectCommand(input(name)));
    const pages: number[] = [];
    const listed: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(new ListProjectsCommand({ sortOrder: 'DESCENDING', nextToken }));
      pages.push(page.projects?.length ?? 0);
      listed.push(...(page.projects ?? []));
      if (page.nextToken) {
        const foreign = client.send(new ListProjectsCommand({ nextToken: page.nextToken }));
        await expect(foreign).rejects.toMatchObject({ name: 'InvalidInputException' });
      }
      nextToken = page.nextToken;
    } while (nextToken);
    expect(pages).toEqual([100, 100, 5]);
    expect(listed).toEqual([...names].reverse());
    await other.stop();
  });
});

describe('source credentials', () => {
  it('are kept one per kind of host, and their token is never answered', async () => {
    const token = 'ghp_very-secret';
    const imported = (shouldOverwrite: boolean) =>
      codebuild.send(
        new ImportSourceCredentialsCommand({
          token,
          serverType: 'GITHUB',
          authType: 'PERSONAL_ACCESS_TOKEN',
          shouldOverwrite,
        }),
      );
    const { arn } = await imported(true);
    await expect(imported(false)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    const listed = await codebuild.send(new ListSourceCredentialsCommand({}));
    expect(listed.sourceCredentialsInfos).toEqual([{ arn, serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' }]);
    expect(JSON.stringify(listed)).not.toContain(token);
    await codebuild.send(new DeleteSourceCredentialsCommand({ arn }));
    expect((await codebuild.send(new ListSourceCredentialsCommand({}))).sourceCredentialsInfos).toEqual([]);
  });
});
