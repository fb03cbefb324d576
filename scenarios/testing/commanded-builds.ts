import { CodeBuild, type StartBuildInput } from '@aws-sdk/client-codebuild';
import { expect } from 'vitest';
import { type ServerProcess, settingsOf } from './server-process.ts';

/** A buildspec of BUILD commands, as JSON. */
export const specOf = (commands: readonly string[]) =>
  JSON.stringify({ version: '0.2', phases: { build: { commands } } });

/** A project without source and artifacts; its name is left to the caller. */
export const projectOf = (commands: readonly string[]) => ({
  source: { type: 'NO_SOURCE' as const, buildspec: specOf(commands) },
  artifacts: { type: 'NO_ARTIFACTS' as const },
  environment: { type: 'LINUX_CONTAINER' as const, image: 'x', computeType: 'BUILD_GENERAL1_SMALL' as const },
  serviceRole: 'arn:aws:iam::123456789012:role/codebuild-role',
});

export const PATIENCE = { timeout: 60_000, interval: 50 };

/** Shorthand for tests of commands that deal with builds; `server` is asked when it is needed. */
export function commandedBuilds(server: () => ServerProcess) {
  let projects = 0;
  const codebuild = () => new CodeBuild(settingsOf(server()));
  const getBuild = async (id: string) => (await codebuild().batchGetBuilds({ ids: [id] })).builds?.[0] ?? {};
  return {
    getBuild,
    untilEnded: (id: string) => expect.poll(async () => (await getBuild(id)).buildComplete, PATIENCE).toBe(true),
    /** Answers its name. */
    async makeProject(commands: readonly string[]): Promise<string> {
      projects += 1;
      const name = `debugged-${projects}`;
      await codebuild().createProject({ ...projectOf(commands), name });
      return name;
    },
    async startBuild(projectName: string, input: Omit<StartBuildInput, 'projectName'> = {}): Promise<string> {
      const { build } = await codebuild().startBuild({ projectName, ...input });
      return build?.id ?? '';
    },
  };
}
