import type {
  BuildBatch as ApiBatch,
  ArtifactsType,
  BuildBatchPhase,
  BuildGroup,
  BuildSummary,
  ResolvedArtifact,
  StatusType,
} from '@aws-sdk/client-codebuild';
import { batchArn, buildArn, type Home } from '../../arns.ts';
import { artifactsOf, PRIMARY } from '../build.ts';
import { describeArtifacts, durationSeconds } from '../describe-build.ts';
import { present } from '../present.ts';
import {
  type Attempt,
  type AttemptArtifacts,
  type Batch,
  type BatchGroup,
  type BatchPhase,
  currentBatchPhase,
  isBatchComplete,
} from './batch.ts';

/** A batch as BatchGetBuildBatches answers it. */
export function describeBatch(batch: Batch, home: Home): ApiBatch {
  const { definition } = batch;
  const { source, sourceVersion, secondarySources, secondarySourceVersions, cache, environment } = definition;
  const { vpcConfig, fileSystemLocations, artifacts } = definition;
  const secondary = artifactsOf(definition).filter(({ identifier }) => identifier !== PRIMARY);
  return {
    id: batch.id,
    arn: batchArn(home, batch.id),
    startTime: new Date(batch.startedAt),
    endTime: batch.endedAt === undefined ? undefined : new Date(batch.endedAt),
    currentPhase: currentBatchPhase(batch),
    buildBatchStatus: batch.status,
    sourceVersion,
    resolvedSourceVersion: batch.resolvedSourceVersion,
    projectName: batch.projectName,
    phases: batch.phases.map(describePhase),
    source,
    secondarySources: secondarySources ?? [],
    secondarySourceVersions: secondarySourceVersions ?? [],
    artifacts: describeArtifacts(batch, artifacts, PRIMARY),
    secondaryArtifacts: secondary.map(({ artifacts: set, identifier }) => describeArtifacts(batch, set, identifier)),
    cache,
    environment,
    serviceRole: definition.serviceRole,
    logConfig: definition.logsConfig,
    buildTimeoutInMinutes: definition.timeoutInMinutes,
    queuedTimeoutInMinutes: definition.queuedTimeoutInMinutes,
    complete: isBatchComplete(batch),
    initiator: batch.initiator,
    vpcConfig,
    fileSystemLocations,
    encryptionKey: definition.encryptionKey,
    buildBatchNumber: batch.number,
    buildBatchConfig: batch.config,
    buildGroups: batch.groups.map((group) => describeGroup(batch, group, home)),
    debugSessionEnabled: batch.debugSessionEnabled,
    reportArns: batch.reportArns && [...batch.reportArns],
  };
}

/** An ending has a start only, until a retry undoes it. */
function describePhase(phase: BatchPhase): BuildBatchPhase {
  const start = { phaseType: phase.type, startTime: new Date(phase.startedAt) };
  if (phase.status === undefined || phase.endedAt === undefined) return start;
  return {
    ...start,
    phaseStatus: asStatus(phase.status),
    endTime: new Date(phase.endedAt),
    durationInSeconds: durationSeconds(phase),
    ...(phase.contexts ? { contexts: phase.contexts.map(({ code, message }) => ({ statusCode: code, message })) } : {}),
  };
}

/** AWS answers CLIENT_ERROR, RETRY and PENDING too, which its model does not have. */
const asStatus = (status: string): StatusType => status as StatusType;

/** The group that downloads the source has no list of dependencies, every other has one. */
function describeGroup(batch: Batch, group: BatchGroup, home: Home): BuildGroup {
  const { identifier, dependsOn, ignoreFailure, task, attempt, prior } = group;
  const summary = (one: Attempt) =>
    describeAttempt(one, identifier, buildArn(home, `${batch.projectName}:${one.uuid}`));
  return {
    identifier,
    ...(task ? { dependsOn: [...dependsOn] } : {}),
    ignoreFailure,
    currentBuildSummary: summary(attempt),
    ...(prior.length > 0 ? { priorBuildSummaryList: prior.map(summary) } : {}),
  };
}

/** Artifacts are told of once the build has ended. */
function describeAttempt({ requestedAt, status, artifacts }: Attempt, group: string, arn: string): BuildSummary {
  const summary = { arn, requestedOn: new Date(requestedAt), buildStatus: asStatus(status) };
  const primary = artifacts?.find(({ identifier }) => identifier === PRIMARY);
  if (!artifacts || !primary) return summary;
  return {
    ...summary,
    primaryArtifact: describeArtifact(primary, group),
    secondaryArtifacts: artifacts.filter((set) => set !== primary).map((set) => describeArtifact(set, set.identifier)),
  };
}

/** The type is in small letters in AWS's own answers, against its model. */
const describeArtifact = ({ type, location }: AttemptArtifacts, identifier: string): ResolvedArtifact => ({
  type: type.toLowerCase() as ArtifactsType,
  ...present('location', location || undefined),
  identifier,
});
