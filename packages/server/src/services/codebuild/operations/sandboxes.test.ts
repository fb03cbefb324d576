import {
  BatchGetBuildsCommand,
  BatchGetCommandExecutionsCommand,
  BatchGetSandboxesCommand,
  CodeBuildClient,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListCommandExecutionsForSandboxCommand,
  ListSandboxesCommand,
  ListSandboxesForProjectCommand,
  StartCommandExecutionCommand,
  StartSandboxCommand,
  StopBuildCommand,
  StopSandboxCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYard, type Yard } from '../../../testing/start-yard.ts';
import { type BuildLab, buildLab } from '../testing/build-lab.ts';

/** No sandbox leaves the queue here: what is asked for is only what the API says. */
let yard: Yard;
let lab: BuildLab;
let codebuild: CodeBuildClient;
beforeAll(async () => {
  yard = await startYard({ config: { concurrentBuilds: 0 } });
  lab = buildLab(yard);
  codebuild = yard.client(CodeBuildClient);
});
afterAll(() => yard.stop());

const refused = (name: string, message: RegExp = /./) => ({ name, message: expect.stringMatching(message) });
const start = async (projectName: string, idempotencyToken?: string) =>
  (await codebuild.send(new StartSandboxCommand({ projectName, idempotencyToken }))).sandbox ?? {};

describe('StartSandbox', () => {
  it('answers a sandbox in the queue, in the shape of the model', async () => {
    const project = await lab.project('version: 0.2', { timeoutInMinutes: 10 });
    const sandbox = await start(project);
    expect(sandbox).toMatchObject({
      id: expect.stringMatching(new RegExp(`^${project}:[0-9a-f-]{36}$`)),
      arn: `arn:aws:codebuild:us-east-1:123456789012:sandbox/${sandbox.id}`,
      projectName: project,
      status: 'QUEUED',
      timeoutInMinutes: 10,
      queuedTimeoutInMinutes: 480,
      source: { type: 'NO_SOURCE' },
      environment: { image: 'x' },
      currentSession: { status: 'QUEUED', currentPhase: 'QUEUED', startTime: expect.any(Date) },
    });
    const { sandboxes, sandboxesNotFound } = await codebuild.send(
      new BatchGetSandboxesCommand({ ids: [sandbox.arn ?? '', sandbox.id ?? '', `${project}:none`] }),
    );
    expect(sandboxes).toEqual([sandbox, sandbox]);
    expect(sandboxesNotFound).toEqual([`${project}:none`]);
  });

  it('starts one per token', async () => {
    const project = await lab.project('version: 0.2');
    expect((await start(project, 'once')).id).toBe((await start(project, 'once')).id);
    expect((await start(project, 'twice')).id).not.toBe((await start(project, 'once')).id);
    const other = await lab.project('version: 0.2');
    await expect(start(other, 'once')).rejects.toMatchObject(refused('InvalidInputException', /different parameters/));
    await expect(lab.start(project, { idempotencyToken: 'once' })).rejects.toMatchObject(
      refused('InvalidInputException', /different parameters/),
    );
  });

  it('refuses what is not there', async () => {
    await expect(start('no-such-project')).rejects.toMatchObject(refused('ResourceNotFoundException'));
    await expect(codebuild.send(new StartSandboxCommand({}))).rejects.toMatchObject(refused('InvalidInputException'));
  });
});

describe('sandboxes and builds', () => {
  it('are not mistaken for each other', async () => {
    const project = await lab.project('version: 0.2');
    const [build, { id = '' }] = [await lab.start(project), await start(project)];
    const listed = await codebuild.send(new ListSandboxesForProjectCommand({ projectName: project }));
    expect(listed.ids).toEqual([id]);
    expect((await codebuild.send(new ListSandboxesCommand({}))).ids).toContain(id);
    expect((await codebuild.send(new ListSandboxesCommand({}))).ids).not.toContain(build);
    expect((await codebuild.send(new ListBuildsForProjectCommand({ projectName: project }))).ids).toEqual([build]);
    expect((await codebuild.send(new ListBuildsCommand({}))).ids).not.toContain(id);
    const { buildsNotFound } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
    expect(buildsNotFound).toEqual([id]);
    await expect(codebuild.send(new StopBuildCommand({ id }))).rejects.toMatchObject(
      refused('ResourceNotFoundException'),
    );
    await expect(codebuild.send(new StopSandboxCommand({ id: build }))).rejects.toMatchObject(
      refused('ResourceNotFoundException'),
    );
  });

  it('are listed in time, in pages', async () => {
    const project = await lab.project('version: 0.2');
    const ids = [];
    for (let index = 0; index < 3; index += 1) {
      ids.push((await start(project)).id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const list = { projectName: project, maxResults: 2, sortOrder: 'ASCENDING' as const };
    const first = await codebuild.send(new ListSandboxesForProjectCommand(list));
    expect(first.ids).toEqual(ids.slice(0, 2));
    const { nextToken } = first;
    const second = await codebuild.send(new ListSandboxesForProjectCommand({ ...list, nextToken }));
    expect(second.ids).toEqual(ids.slice(2));
    expect(second.nextToken).toBeUndefined();
    await expect(codebuild.send(new ListSandboxesCommand({ nextToken }))).rejects.toMatchObject(
      refused('InvalidInputException', /token/),
    );
    await expect(
      codebuild.send(new ListSandboxesForProjectCommand({ projectName: 'nothing-here' })),
    ).rejects.toMatchObject(refused('ResourceNotFoundException'));
  });
});

describe('command executions', () => {
  it('are submitted, found and listed, the newest first', async () => {
    const { id: sandboxId = '', arn } = await start(await lab.project('version: 0.2'));
    const ids = [];
    for (const command of ['first', 'second', 'third']) {
      const { commandExecution } = await codebuild.send(new StartCommandExecutionCommand({ sandboxId, command }));
      expect(commandExecution).toMatchObject({ status: 'SUBMITTED', command, type: 'SHELL', sandboxArn: arn });
      ids.push(commandExecution?.id ?? '');
    }
    const found = await codebuild.send(
      new BatchGetCommandExecutionsCommand({ sandboxId, commandExecutionIds: [ids[1] ?? '', 'none'] }),
    );
    expect(found.commandExecutions?.map(({ command }) => command)).toEqual(['second']);
    expect(found.commandExecutionsNotFound).toEqual(['none']);
    const first = await codebuild.send(new ListCommandExecutionsForSandboxCommand({ sandboxId, maxResults: 2 }));
    expect(first.commandExecutions?.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const { nextToken } = first;
    const rest = await codebuild.send(
      new ListCommandExecutionsForSandboxCommand({ sandboxId, maxResults: 2, nextToken }),
    );
    expect(rest.commandExecutions?.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('are refused where there is no sandbox', async () => {
    const command = 'true';
    await expect(
      codebuild.send(new StartCommandExecutionCommand({ sandboxId: 'a-project:none', command })),
    ).rejects.toMatchObject(refused('ResourceNotFoundException'));
    await expect(
      codebuild.send(new StartCommandExecutionCommand({ sandboxId: 'nonsense', command })),
    ).rejects.toMatchObject(refused('InvalidInputException', /sandbox ID/));
    await expect(
      codebuild.send(new ListCommandExecutionsForSandboxCommand({ sandboxId: 'a-project:none' })),
    ).rejects.toMatchObject(refused('ResourceNotFoundException'));
    const lost = { sandboxId: 'a-project:none', commandExecutionIds: ['x'] };
    expect((await codebuild.send(new BatchGetCommandExecutionsCommand(lost))).commandExecutionsNotFound).toEqual(['x']);
  });
});
