import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchLogsClient, GetLogEventsCommand, type OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  StartBuildCommand,
  type StartBuildCommandInput,
} from '@aws-sdk/client-codebuild';
import type { Yard } from '../../../testing/start-yard.ts';

/** Shorthand for tests that run builds through the API. */
export interface BuildLab {
  /** A project of NO_SOURCE without artifacts, unless `change` says otherwise; answers its name. */
  project(buildspec: string, change?: Partial<CreateProjectCommandInput>): Promise<string>;
  start(projectName: string, change?: Partial<StartBuildCommandInput>): Promise<string>;
  get(id: string): Promise<Build>;
  /** Looks until the build is as wanted. */
  until(id: string, wanted: (build: Build) => boolean): Promise<Build>;
  /** Starts a build of a fresh project and waits for its end. */
  run(buildspec: string, change?: Partial<StartBuildCommandInput>): Promise<FinishedBuild>;
  finish(id: string): Promise<FinishedBuild>;
  log(build: Build): Promise<string>;
}

export interface FinishedBuild {
  readonly build: Build;
  readonly log: string;
  /** `INSTALL SUCCEEDED`, … */
  readonly phases: readonly string[];
}

export function buildLab(yard: Yard): BuildLab {
  const codebuild = yard.client(CodeBuildClient);
  let projects = 0;
  const lab: BuildLab = {
    async project(buildspec, change) {
      projects += 1;
      const name = `lab-${projects}-${Date.now()}`;
      await codebuild.send(
        new CreateProjectCommand({
          name,
          source: { type: 'NO_SOURCE', buildspec },
          artifacts: { type: 'NO_ARTIFACTS' },
          environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
          serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
          ...change,
        }),
      );
      return name;
    },
    async start(projectName, change) {
      const { build } = await codebuild.send(new StartBuildCommand({ projectName, ...change }));
      if (!build?.id) throw new Error('StartBuild answers a build');
      return build.id;
    },
    async get(id) {
      const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
      const [build] = builds;
      if (!build) throw new Error(`there is no build ${id}`);
      return build;
    },
    async until(id, wanted) {
      const giveUpAt = Date.now() + 25_000;
      for (;;) {
        const build = await lab.get(id);
        if (wanted(build)) return build;
        if (Date.now() > giveUpAt) throw new Error(`build ${id} did not get there: ${JSON.stringify(build)}`);
        await delay(10);
      }
    },
    async run(buildspec, change) {
      return await lab.finish(await lab.start(await lab.project(buildspec), change));
    },
    async finish(id) {
      const build = await lab.until(id, ({ buildComplete }) => buildComplete === true);
      const phases = (build.phases ?? []).map(({ phaseType, phaseStatus }) =>
        `${phaseType} ${phaseStatus ?? ''}`.trim(),
      );
      return { build, phases, log: await lab.log(build) };
    },
    async log({ logs: { groupName, streamName } = {} }) {
      // A build that never left the queue has no stream.
      if (!groupName || !streamName) return '';
      return (await logEvents(yard, groupName, streamName)).map(({ message }) => message).join('');
    },
  };
  return lab;
}

/** Every event of a stream, read as followers do: forwards until the token stands still. */
export async function logEvents(yard: Yard, logGroupName: string, logStreamName: string): Promise<OutputLogEvent[]> {
  const logs = yard.client(CloudWatchLogsClient);
  const all: OutputLogEvent[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, nextToken }),
    );
    all.push(...(page.events ?? []));
    if (page.nextForwardToken === nextToken) return all;
    nextToken = page.nextForwardToken;
  }
}

/** The context of a phase, as `CODE: message`. */
export function contextOf(build: Build, phase: string): string | undefined {
  const context = build.phases?.find(({ phaseType }) => phaseType === phase)?.contexts?.[0];
  return context && `${context.statusCode}: ${context.message}`;
}

/** A buildspec with the commands of some phases; `more` is appended as it is. */
export function spec(phases: Readonly<Record<string, readonly string[]>>, more = ''): string {
  const lines = Object.entries(phases).flatMap(([name, commands]) => [
    `  ${name}:`,
    '    commands:',
    ...commands.map((command) => `      - ${JSON.stringify(command)}`),
  ]);
  return ['version: 0.2', 'phases:', ...lines, more].join('\n');
}
