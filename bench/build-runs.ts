import type { Build, CodeBuild } from '@aws-sdk/client-codebuild';

/** The image that projects of benchmarks ask for. */
export const CURATED = 'aws/codebuild/standard:7.0';
const POLL_MS = 10;
const POLL_MANY_MS = 500;

export const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

/** A project without source and artifacts, whose builds run one command. */
export async function createBuildProject(
  codebuild: CodeBuild,
  { name, command }: { readonly name: string; readonly command: string },
): Promise<void> {
  await codebuild.createProject({
    name,
    source: {
      type: 'NO_SOURCE',
      buildspec: JSON.stringify({ version: 0.2, phases: { build: { commands: [command] } } }),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL', image: CURATED },
    serviceRole: 'arn:aws:iam::123456789012:role/bench',
  });
}

/** Runs one build to its end; throws unless it succeeds. */
export async function runBuild(codebuild: CodeBuild, projectName: string): Promise<Build> {
  const { build } = await codebuild.startBuild({ projectName });
  const [ended] = await untilEnded(codebuild, [build?.id ?? '']);
  return ended as Build;
}

/**
 * Waits for the end of builds, in the order of their ids; throws unless each succeeds. Of many it looks rarely and at one at a time: looking
 * costs the server that is measured.
 */
export async function untilEnded(codebuild: CodeBuild, ids: readonly string[]): Promise<Build[]> {
  const builds: Build[] = [];
  for (const id of ids.toReversed()) {
    for (;;) {
      const [build] = (await codebuild.batchGetBuilds({ ids: [id] })).builds ?? [];
      if (build?.buildComplete) {
        if (build.buildStatus !== 'SUCCEEDED') throw new Error(`${id} ended as ${build.buildStatus}`);
        builds.unshift(build);
        break;
      }
      await pause(ids.length === 1 ? POLL_MS : POLL_MANY_MS);
    }
  }
  return builds;
}
