import { buildArn, projectArn } from '../arns.ts';
import { builtInVariables, composeEnvironment, isShellName } from '../rules/environment.ts';
import { type GitAccess, gitVariables } from '../rules/git-access.ts';
import { isLambda } from '../rules/machine-for.ts';
import { sandboxIdOf } from '../rules/sandbox/describe-sandbox.ts';
import { credentialVariables } from './build-credentials.ts';
import type { PlacedSource } from './fetch-sources.ts';
import type { ResolvedVariables } from './resolve-variables.ts';
import type { RunningBuild } from './running-build.ts';

export interface StartingEnvironment {
  readonly environment: Readonly<Record<string, string>>;
  /** Values that have to stay out of the log. */
  readonly secrets: readonly string[];
  /** Names of variables that cannot be passed on. */
  readonly leftOut: readonly string[];
}

/** Everything the commands start with. */
export async function environmentOf(
  running: RunningBuild,
  sources: readonly PlacedSource[],
  { own, lent = [] }: { own: ResolvedVariables; lent?: readonly GitAccess[] },
): Promise<StartingEnvironment> {
  const { parts, build, run, folder, executor } = running;
  const endpoint = parts.endpoint();
  const reach = (await executor.reach?.(endpoint)) ?? { endpoint, hasCredentialsAddress: false };
  const token = parts.vault.open(run.sealedToken);
  const { definition, logStream } = build;
  const primary = sources[0];
  const isContained = folder.seen !== folder.host;
  const facts = {
    arn: buildArn(parts, build.id),
    // [inferred] A sandbox is told its own id and ARN, and has no number.
    ...(build.sandbox ? { id: sandboxIdOf(build) } : { id: build.id, number: build.number }),
    image: definition.environment.image,
    initiator: build.initiator,
    encryptionKey: definition.encryptionKey,
    startedAt: build.startedAt,
    region: parts.region,
    projectArn: projectArn(parts, build.projectName),
    buildUrl: buildUrl(running),
    sources,
    // Where a build shares a machine, its executor gives it a home of its own.
    ...(isContained ? { home: isLambda(definition.environment) ? '/tmp' : '/root' } : {}),
    ...(logStream ? { logStream: logStream.stream } : {}),
    ...(build.batch ? { batchIdentifier: build.batch.identifier } : {}),
    ...(build.webhook ? { webhook: build.webhook } : {}),
    ...(build.batch?.shard ? { shard: build.batch.shard } : {}),
    ...(primary?.resolvedVersion ? { resolvedSourceVersion: primary.resolvedVersion } : {}),
  };
  const builtIn = {
    ...builtInVariables(facts),
    ...credentialVariables(reach, build.uuid, token),
    ...gitVariables({
      accesses: lent,
      areForeign: isContained && sources.some(({ resolvedVersion }) => resolvedVersion !== undefined),
    }),
  };
  const all = Object.entries(composeEnvironment(builtIn, own.values));
  return {
    environment: Object.fromEntries(all.filter(([name]) => isShellName(name))),
    secrets: [...own.secrets, ...sources.flatMap(({ access }) => access?.password ?? []), token],
    leftOut: all.map(([name]) => name).filter((name) => !isShellName(name)),
  };
}

function buildUrl({ parts, build }: RunningBuild): string {
  const { region } = parts;
  return `https://${region}.console.aws.amazon.com/codebuild/home?region=${region}#/builds/${build.id}/view/new`;
}
