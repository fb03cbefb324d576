import type { ServiceEvent } from '../../../../gateway/service.ts';
import { batchArn, type Home } from '../../arns.ts';
import { PRIMARY } from '../build.ts';
import { durationSeconds } from '../describe-build.ts';
import { contextText, environmentInformation, phaseInformation, sourceInformation, usTime } from '../event-detail.ts';
import { type Batch, type BatchPhase, currentBatchPhase, isBatchComplete } from './batch.ts';

/**
 * The EventBridge event that tells of a batch's status: at its start, at its end, and when it is retried. AWS sends events of
 * batches (Step Functions waits for them by a rule of its own) and documents none of them: these are shaped as those of builds
 * are, with `build-batch` where those say `build`. [inferred]
 */
export function batchStateChangeEvent(batch: Batch, home: Home): ServiceEvent {
  const last = batch.phases.at(-1);
  return event(batch, home, 'CodeBuild Build Batch State Change', last?.endedAt ?? last?.startedAt, {
    'build-batch-status': batch.status,
    'project-name': batch.projectName,
    'build-batch-id': batchArn(home, batch.id),
    'additional-information': additionalInformation(batch),
    'current-phase': currentBatchPhase(batch),
    'current-phase-context': contextText(last),
    version: '1',
  });
}

/** The EventBridge event that tells of a phase of a batch that ended. [inferred, likewise] */
export function batchPhaseChangeEvent(batch: Batch, phase: BatchPhase, home: Home): ServiceEvent {
  return event(batch, home, 'CodeBuild Build Batch Phase Change', phase.endedAt, {
    'completed-phase': phase.type,
    'completed-phase-status': phase.status,
    'completed-phase-duration-seconds': durationSeconds(phase),
    'completed-phase-start': usTime(phase.startedAt),
    'completed-phase-end': usTime(phase.endedAt ?? phase.startedAt),
    'completed-phase-context': contextText(phase),
    'project-name': batch.projectName,
    'build-batch-id': batchArn(home, batch.id),
    'additional-information': additionalInformation(batch),
    version: '1',
  });
}

function event(batch: Batch, home: Home, detailType: string, time: number | undefined, detail: object): ServiceEvent {
  const arn = batchArn(home, batch.id);
  const when = time === undefined ? {} : { time };
  return { source: 'aws.codebuild', detailType, resources: [arn], detail, key: arn, ...when };
}

function additionalInformation(batch: Batch) {
  const { definition, config } = batch;
  return {
    artifact: { location: batch.artifacts[PRIMARY]?.location ?? '' },
    environment: environmentInformation(definition.environment),
    'timeout-in-minutes': config.timeoutInMins,
    'build-batch-number': batch.number,
    'build-batch-complete': isBatchComplete(batch),
    initiator: batch.initiator,
    'build-batch-start-time': usTime(batch.startedAt),
    source: sourceInformation(definition.source),
    ...(definition.sourceVersion ? { 'source-version': definition.sourceVersion } : {}),
    phases: batch.phases.map(phaseInformation),
  };
}
