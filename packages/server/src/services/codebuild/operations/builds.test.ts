import {
  BatchDeleteBuildsCommand,
  BatchGetBuildsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  RetryBuildCommand,
  StartBuildCommand,
  type StartBuildCommandInput,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';

/** No build leaves the queue here: what is asked for is only what the API says. */
let yard: Yard;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const BUILDSPEC = 'version: 0.2\nphases: {build: {commands: ["true"]}}';
let projects = 0;

async function createProject(change: object = {}): Promise<string> {
  projects += 1;
  const name = `project-${projects}`;
  await codebuild.send(
    new CreateProjectCommand({
      name,
      source: { type: 'NO_SOURCE', buildspec: BUILDSPEC },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
      serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
      ...change,
    }),
  );
  return name;
}

async function start(projectName: string, change: Partial<StartBuildCommandInput> = {}) {
  const { build } = await codebuild.send(new StartBuildCommand({ projectName, ...change }));
  if (!build?.id) throw new Error('StartBuild answers a build');
  return { ...build, id: build.id };
}
const refused = (name: string, message: string | RegExp = /./) => ({ name, message: expect.stringMatching(message) });

describe('StartBuild', () => {
  it('answers a queued build whose log has no name yet', async () => {
    const project = await createProject();
    const build = await start(project);
    expect(build).toMatchObject({
      arn: `arn:aws:codebuild:${yard.region}:${yard.account}:build/${build.id}`,
      buildNumber: 1,
      buildStatus: 'IN_PROGRESS',
      buildComplete: false,
      currentPhase: 'QUEUED',
      initiator: 'root',
      artifacts: { location: '' },
      timeoutInMinutes: 60,
    });
    expect(build.phases?.map(({ phaseType, phaseStatus }) => [phaseType, phaseStatus])).toEqual([
      ['SUBMITTED', 'SUCCEEDED'],
      ['QUEUED', undefined],
    ]);
    expect(build.phases?.some((phase) => 'contexts' in phase)).toBe(false);
    expect(build.logs?.cloudWatchLogsArn).toMatch(/:log-group:null:log-stream:null$/);
    expect(build.startTime).toBeInstanceOf(Date);
  });

  it('of an unknown project is refused by its ARN', async () => {
    await expect(start('nobody')).rejects.toMatchObject(
      refused('ResourceNotFoundException', `^Project cannot be found: arn:.*:project/nobody$`),
    );
  });

  it('with the token of the last five minutes starts nothing new, and other parameters are refused', async () => {
    const project = await createProject();
    const idempotencyToken = 'once';
    const first = await start(project, { idempotencyToken, imageOverride: 'y' });
    expect((await start(project, { imageOverride: 'y', idempotencyToken })).id).toBe(first.id);
    await expect(start(project, { idempotencyToken, imageOverride: 'z' })).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
    const { ids } = await codebuild.send(new ListBuildsForProjectCommand({ projectName: project }));
    expect(ids).toEqual([first.id]);
  });

  it('twenty times at once with one token is one build', async () => {
    const project = await createProject();
    const builds = await Promise.all(
      Array.from({ length: 20 }, () => start(project, { idempotencyToken: 'all-at-once' })),
    );
    expect(new Set(builds.map(({ id }) => id)).size).toBe(1);
  });

  it.each([
    [{ timeoutInMinutesOverride: 4 }],
    [{ timeoutInMinutesOverride: 2161 }],
    [{ queuedTimeoutInMinutesOverride: 481 }],
    [{ sourceTypeOverride: 'CODEPIPELINE' as const }],
    [{ buildspecOverride: 'buildspec.yml' }],
    [{ reportBuildStatusOverride: true, sourceTypeOverride: 'S3' as const, sourceLocationOverride: 'b/k.zip' }],
    [{ idempotencyToken: 'x'.repeat(65) }],
  ])('with %j is refused', async (change) => {
    await expect(start(await createProject(), change)).rejects.toMatchObject(refused('InvalidInputException'));
  });

  it('predicts where the artifacts will be', async () => {
    const project = await createProject();
    const build = await start(project, {
      artifactsOverride: {
        type: 'S3',
        location: 'arn:aws:s3:::out',
        path: '/a/',
        namespaceType: 'BUILD_ID',
        name: 'x.zip',
        packaging: 'ZIP',
      },
    });
    const uuid = build.id.split(':')[1];
    expect(build.artifacts).toMatchObject({ location: `arn:aws:s3:::out/a/${uuid}/x.zip`, md5sum: '', sha256sum: '' });
  });

  it('beyond the project’s own limit is refused instead of queued', async () => {
    const project = await createProject({ concurrentBuildLimit: 1 });
    const first = await start(project);
    await expect(start(project)).rejects.toMatchObject(refused('AccountLimitExceededException'));
    await codebuild.send(new StopBuildCommand({ id: first.id }));
    expect((await start(project)).buildNumber).toBe(2);
  });

  it('shows references to secrets, not their values', async () => {
    const project = await createProject();
    const environmentVariablesOverride = [{ name: 'KEY', value: 'prod/key', type: 'SECRETS_MANAGER' as const }];
    const build = await start(project, { environmentVariablesOverride });
    expect(build.environment?.environmentVariables).toEqual(environmentVariablesOverride);
  });
});

describe('BatchGetBuilds', () => {
  it('takes at most 100 ids, names those it does not know, and refuses what is no id', async () => {
    const get = (ids: string[]) => codebuild.send(new BatchGetBuildsCommand({ ids }));
    const { id, arn } = await start(await createProject());
    const found = await get([id, `${arn}`, 'web-app:abc123']);
    expect(found.builds?.map((build) => build.id)).toEqual([id, id]);
    expect(found.buildsNotFound).toEqual(['web-app:abc123']);
    await expect(get(['no-colon'])).rejects.toMatchObject(
      refused('InvalidInputException', '^Invalid build ID provided$'),
    );
    await expect(get(Array.from({ length: 101 }, (_, n) => `a:${n}`))).rejects.toMatchObject(
      refused('InvalidInputException'),
    );
  });
});

describe('listing builds', () => {
  it('comes in pages of 100, the newest number first', async () => {
    const projectName = await createProject();
    for (let count = 0; count < 205; count += 1) await start(projectName);
    const numbers: number[] = [];
    const sizes: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await codebuild.send(new ListBuildsForProjectCommand({ projectName, nextToken }));
      const ids = page.ids ?? [];
      sizes.push(ids.length);
      for (let at = 0; at < ids.length; at += 100) {
        const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: ids.slice(at, at + 100) }));
        numbers.push(...builds.map(({ buildNumber }) => buildNumber ?? 0));
      }
      if (page.nextToken) {
        const elsewhere = codebuild.send(new ListBuildsCommand({ nextToken: page.nextToken }));
        await expect(elsewhere).rejects.toMatchObject(refused('InvalidInputException'));
      }
      nextToken = page.nextToken;
    } while (nextToken);
    expect(sizes).toEqual([100, 100, 5]);
    expect(numbers).toEqual(Array.from({ length: 205 }, (_, index) => 205 - index));
  });

  it('of a project that is not there says so', async () => {
    await expect(codebuild.send(new ListBuildsForProjectCommand({ projectName: 'nobody' }))).rejects.toMatchObject(
      refused('ResourceNotFoundException', '^The provided project arn:.*:project/nobody does not exist$'),
    );
  });

  it('of all projects ends with the oldest when it is asked to', async () => {
    const [first, last] = [await start(await createProject()), await start(await createProject())];
    const { ids = [] } = await codebuild.send(new ListBuildsCommand({}));
    expect(ids.indexOf(last.id)).toBeLessThan(ids.indexOf(first.id));
  });
});

describe('StopBuild', () => {
  const stop = (id: string) => codebuild.send(new StopBuildCommand({ id }));

  it('ends a queued build; a second time answers it as it is', async () => {
    const { id } = await start(await createProject());
    const { build } = await stop(id);
    expect(build).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true, currentPhase: 'COMPLETED' });
    expect(build?.endTime).toBeInstanceOf(Date);
    expect((await stop(id)).build).toEqual(build);
  });

  it('of what is not there, or no id, is refused', async () => {
    await expect(stop('a:b')).rejects.toMatchObject(refused('ResourceNotFoundException', '^Build a:b does not exist$'));
    await expect(stop('no-colon')).rejects.toMatchObject(
      refused('InvalidInputException', '^Invalid build ID provided$'),
    );
  });
});

describe('RetryBuild', () => {
  it('starts a new build with the same overrides', async () => {
    const project = await createProject();
    const first = await start(project, { environmentVariablesOverride: [{ name: 'A', value: '1' }] });
    const { build } = await codebuild.send(new RetryBuildCommand({ id: first.id }));
    expect(build?.id).not.toBe(first.id);
    expect(build).toMatchObject({
      buildNumber: 2,
      environment: { environmentVariables: [{ name: 'A', value: '1', type: 'PLAINTEXT' }] },
    });
  });
});

describe('builds and time', () => {
  it('a running build is not deleted; deleting never frees a number', async () => {
    const project = await createProject();
    const [done, running] = [await start(project), await start(project)];
    await codebuild.send(new StopBuildCommand({ id: done.id }));
    const ids = [done.id, running.id];
    expect(await codebuild.send(new BatchDeleteBuildsCommand({ ids }))).toMatchObject({
      buildsDeleted: [done.arn],
      buildsNotDeleted: [{ id: running.arn, statusCode: 'BUILD_IN_PROGRESS' }],
    });
    expect((await start(project)).buildNumber).toBe(3);
  });

  it('outlive their project; one made anew under its name counts from 1', async () => {
    const name = await createProject();
    const { id } = await start(name);
    await codebuild.send(new DeleteProjectCommand({ name }));
    const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
    expect(builds).toHaveLength(1);
    await codebuild.send(
      new CreateProjectCommand({
        name,
        source: { type: 'NO_SOURCE', buildspec: BUILDSPEC },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
        serviceRole: 'role',
      }),
    );
    expect((await start(name)).buildNumber).toBe(1);
  });
});

describe('the wire', () => {
  it('times are JSON numbers', async () => {
    const { id } = await start(await createProject());
    const bodies: string[] = [];
    const client = yard.client(CodeBuildClient);
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { body?: unknown };
        const chunks: Buffer[] = [];
        for await (const chunk of response.body as AsyncIterable<Buffer>) chunks.push(chunk);
        bodies.push(Buffer.concat(chunks).toString());
        const { Readable } = await import('node:stream');
        response.body = Readable.from(chunks);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    expect(bodies.join('')).toMatch(/"startTime":\d{10}(\.\d{1,3})?[,}]/);
  });
});
