import type { ServiceEvent } from '../../../gateway/service.ts';
import { buildArn, type Home } from '../arns.ts';
import { type Build, currentPhase, isComplete, type Phase, PRIMARY } from './build.ts';
import type { Environment, Source } from './definition.ts';
import { durationSeconds } from './describe-build.ts';
import { describeLogs } from './log-location.ts';

/** The EventBridge event that tells of a build's status: once at its start and once at its end. */
export function stateChangeEvent(build: Build, home: Home): ServiceEvent {
  const last = build.phases.at(-1);
  return event(build, home, 'CodeBuild Build State Change', last?.endedAt ?? last?.startedAt, {
    'build-status': build.status,
    'project-name': build.projectName,
    'build-id': buildArn(home, build.id),
    'additional-information': additionalInformation(build, home),
    'current-phase': currentPhase(build),
    'current-phase-context': contextText(build.phases.at(-1)),
    version: '1',
  });
}

/** The EventBridge event that tells of a phase that ended. */
export function phaseChangeEvent(build: Build, phase: Phase, home: Home): ServiceEvent {
  return event(build, home, 'CodeBuild Build Phase Change', phase.endedAt, {
    'completed-phase': phase.type,
    'completed-phase-status': phase.status,
    'completed-phase-duration-seconds': durationSeconds(phase),
    'completed-phase-start': usTime(phase.startedAt),
    'completed-phase-end': usTime(phase.endedAt ?? phase.startedAt),
    'completed-phase-context': contextText(phase),
    'project-name': build.projectName,
    'build-id': buildArn(home, build.id),
    'additional-information': additionalInformation(build, home),
    version: '1',
  });
}

function event(build: Build, home: Home, detailType: string, time: number | undefined, detail: object): ServiceEvent {
  const arn = buildArn(home, build.id);
  return {
    source: 'aws.codebuild',
    detailType,
    resources: [arn],
    detail,
    key: arn,
    ...(time === undefined ? {} : { time }),
  };
}

function additionalInformation(build: Build, home: Home) {
  const { definition } = build;
  const { environment, source } = definition;
  const { groupName, streamName, deepLink } = describeLogs(build, home);
  const uploaded = build.artifacts[PRIMARY];
  return {
    artifact: {
      ...(uploaded?.md5sum ? { md5sum: uploaded.md5sum } : {}),
      ...(uploaded?.sha256sum ? { sha256sum: uploaded.sha256sum } : {}),
      location: uploaded?.location ?? '',
    },
    environment: environmentInformation(environment),
    'timeout-in-minutes': definition.timeoutInMinutes,
    'queued-timeout-in-minutes': definition.queuedTimeoutInMinutes,
    'build-number': build.number,
    'build-complete': isComplete(build),
    initiator: build.initiator,
    'build-start-time': usTime(build.startedAt),
    source: sourceInformation(source),
    ...(definition.sourceVersion ? { 'source-version': definition.sourceVersion } : {}),
    logs: { 'group-name': groupName, 'stream-name': streamName, 'deep-link': deepLink },
    phases: build.phases.map(phaseInformation),
  };
}

export const environmentInformation = (environment: Environment) => ({
  image: environment.image,
  'privileged-mode': environment.privilegedMode ?? false,
  'image-pull-credentials-type': environment.imagePullCredentialsType,
  'compute-type': environment.computeType,
  type: environment.type,
  'environment-variables': environment.environmentVariables ?? [],
});

export const sourceInformation = ({ type, location, buildspec }: Source) => ({
  type,
  ...(location ? { location } : {}),
  ...(buildspec ? { buildspec } : {}),
});

/** A phase of a build or of a batch. */
type AnyPhase = Pick<Phase, 'startedAt' | 'endedAt' | 'contexts'> & {
  readonly type: string;
  readonly status?: string | undefined;
};

export function phaseInformation(phase: AnyPhase) {
  const start = { 'phase-type': phase.type, 'start-time': usTime(phase.startedAt) };
  if (phase.endedAt === undefined) return start;
  return {
    ...start,
    'phase-context': contextTexts(phase),
    'end-time': usTime(phase.endedAt),
    'duration-in-seconds': durationSeconds(phase),
    'phase-status': phase.status,
  };
}

/** Lists of contexts hold one text each; an empty context, which every passed phase has, is the text `: `. */
function contextTexts(phase: AnyPhase | undefined): string[] {
  return (phase?.contexts ?? []).map(({ code, message }) => `${code}: ${message}`);
}

/** The same list, but as one text: `[]`, or `[CODE: message]`. */
export function contextText(phase: AnyPhase | undefined): string {
  const texts = contextTexts(phase).filter((text) => text !== ': ');
  return `[${texts.join(', ')}]`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sep 1, 2017 4:12:29 PM`, in UTC. */
export function usTime(instant: number): string {
  const date = new Date(instant);
  const hours = date.getUTCHours();
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  const time = `${hours % 12 || 12}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}`;
  return `${day} ${time} ${hours < 12 ? 'AM' : 'PM'}`;
}
