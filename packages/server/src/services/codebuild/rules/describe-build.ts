import type { Build as ApiBuild, BuildPhase, SandboxSessionPhase } from '@aws-sdk/client-codebuild';
import { batchArn, buildArn, type Home } from '../arns.ts';
import { artifactsOf, type Build, currentPhase, isComplete, type Phase, PRIMARY } from './build.ts';
import type { Artifacts } from './definition.ts';
import { describeLogs } from './log-location.ts';
import { sessionTargetOf } from './session-target.ts';

/** A build as BatchGetBuilds answers it. */
export function describeBuild(build: Build, home: Home): ApiBuild {
  const { definition } = build;
  const { source, sourceVersion, secondarySources, secondarySourceVersions, cache, environment } = definition;
  const { vpcConfig, fileSystemLocations } = definition;
  const secondary = artifactsOf(definition).filter(({ identifier }) => identifier !== PRIMARY);
  return {
    id: build.id,
    arn: buildArn(home, build.id),
    buildNumber: build.number,
    startTime: new Date(build.startedAt),
    endTime: date(build.endedAt),
    currentPhase: currentPhase(build),
    buildStatus: build.status,
    sourceVersion,
    resolvedSourceVersion: build.resolvedSourceVersion,
    projectName: build.projectName,
    // The phase of sandboxes is not among those of a build.
    phases: build.phases.map(describePhase) as BuildPhase[],
    source,
    secondarySources: secondarySources ?? [],
    secondarySourceVersions: secondarySourceVersions ?? [],
    artifacts: describeArtifacts(build, definition.artifacts, PRIMARY),
    secondaryArtifacts: secondary.map(({ artifacts, identifier }) => describeArtifacts(build, artifacts, identifier)),
    cache,
    environment,
    serviceRole: definition.serviceRole,
    logs: describeLogs(build, home),
    timeoutInMinutes: definition.timeoutInMinutes,
    queuedTimeoutInMinutes: definition.queuedTimeoutInMinutes,
    buildComplete: isComplete(build),
    initiator: build.initiator,
    vpcConfig,
    fileSystemLocations,
    encryptionKey: definition.encryptionKey,
    exportedEnvironmentVariables: build.exportedVariables?.map((variable) => ({ ...variable })),
    reportArns: build.reportArns && [...build.reportArns],
    buildBatchArn: build.batch && batchArn(home, build.batch.id),
    autoRetryConfig: describeAutoRetry(build, home),
    debugSession: build.debugSessionEnabled ? describeDebugSession(build) : undefined,
  };
}

/** The target is there once commands run, and stays. [inferred: when; its form is in AWS's page on sandboxes over SSH] */
function describeDebugSession(build: Build): NonNullable<ApiBuild['debugSession']> {
  const hasBegun = build.phases.some(({ type }) => type === 'INSTALL');
  return { sessionEnabled: true, ...(hasBegun ? { sessionTarget: sessionTargetOf(build) } : {}) };
}

/** There for builds whose project has a limit. [inferred] */
function describeAutoRetry({ autoRetry = { number: 0 }, definition }: Build, home: Home): ApiBuild['autoRetryConfig'] {
  const { autoRetryLimit } = definition;
  if (autoRetryLimit === undefined) return undefined;
  const { number, next, previous } = autoRetry;
  return {
    autoRetryLimit,
    autoRetryNumber: number,
    ...(next ? { nextAutoRetry: buildArn(home, next) } : {}),
    ...(previous ? { previousAutoRetry: buildArn(home, previous) } : {}),
  };
}

/** The open phase has a start only; COMPLETED never has more. Durations are whole seconds, rounded down. */
export function describePhase(phase: Phase): SandboxSessionPhase {
  const start = { phaseType: phase.type, startTime: new Date(phase.startedAt) };
  if (phase.status === undefined || phase.endedAt === undefined) return start;
  return {
    ...start,
    phaseStatus: phase.status,
    endTime: new Date(phase.endedAt),
    durationInSeconds: durationSeconds(phase),
    ...(phase.contexts ? { contexts: phase.contexts.map(({ code, message }) => ({ statusCode: code, message })) } : {}),
  };
}

export const durationSeconds = (phase: Pick<Phase, 'startedAt' | 'endedAt'>): number =>
  Math.floor(((phase.endedAt ?? phase.startedAt) - phase.startedAt) / 1000);

/** One set of artifacts of a build or of a batch: what was asked for and where it went. */
export function describeArtifacts(
  { artifacts: uploads }: Pick<Build, 'artifacts'>,
  artifacts: Artifacts,
  identifier: string,
) {
  const uploaded = uploads[identifier];
  if (artifacts.type === 'NO_ARTIFACTS') return { location: '' };
  return {
    location: uploaded?.location ?? '',
    sha256sum: uploaded?.sha256sum ?? '',
    md5sum: uploaded?.md5sum ?? '',
    encryptionDisabled: artifacts.encryptionDisabled,
    overrideArtifactName: artifacts.overrideArtifactName,
    bucketOwnerAccess: artifacts.bucketOwnerAccess,
    ...(identifier === PRIMARY ? {} : { artifactIdentifier: identifier }),
  };
}

const date = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant));
