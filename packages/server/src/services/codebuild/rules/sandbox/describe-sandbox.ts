import type { CommandExecution, Sandbox, SandboxSessionPhase } from '@aws-sdk/client-codebuild';
import { buildArn, type Home } from '../../arns.ts';
import { type Build, currentPhase, isComplete, type Phase } from '../build.ts';
import { describePhase } from '../describe-build.ts';
import { describeLogs } from '../log-location.ts';
import type { Command } from './command.ts';

/** A sandbox's id as the API writes it. */
export const sandboxIdOf = ({ projectName, uuid }: Pick<Build, 'projectName' | 'uuid'>): string =>
  `${projectName}:${uuid}`;

/** The same from the id of its row. */
export const apiSandboxId = (rowId: string): string => rowId.replace(/^sandbox\//, '');

/** A sandbox as BatchGetSandboxes answers it. It has one session for its whole life, whose id is its own. [inferred] */
export function describeSandbox(sandbox: Build, home: Home): Sandbox {
  const { definition } = sandbox;
  const status = statusOf(sandbox);
  return {
    id: sandboxIdOf(sandbox),
    arn: buildArn(home, sandbox.id),
    projectName: sandbox.projectName,
    requestTime: new Date(sandbox.startedAt),
    startTime: startOf(sandbox),
    endTime: date(sandbox.endedAt),
    status,
    source: definition.source,
    sourceVersion: definition.sourceVersion,
    secondarySources: definition.secondarySources ?? [],
    secondarySourceVersions: definition.secondarySourceVersions ?? [],
    environment: definition.environment,
    fileSystemLocations: definition.fileSystemLocations,
    timeoutInMinutes: definition.timeoutInMinutes,
    queuedTimeoutInMinutes: definition.queuedTimeoutInMinutes,
    vpcConfig: definition.vpcConfig,
    logConfig: definition.logsConfig,
    encryptionKey: definition.encryptionKey,
    serviceRole: definition.serviceRole,
    currentSession: {
      id: sandbox.uuid,
      status,
      startTime: new Date(sandbox.startedAt),
      endTime: date(sandbox.endedAt),
      currentPhase: currentPhase(sandbox),
      phases: describePhases(sandbox, status),
      resolvedSourceVersion: sandbox.resolvedSourceVersion,
      logs: describeLogs(sandbox, home),
    },
  };
}

/**
 * While it lives, a sandbox's status is its phase; it is STOPPED also when its time was up, as AWS's example shows.
 * [inferred: the names between QUEUED and STOPPING, and FAILED]
 */
function statusOf(sandbox: Build): string {
  const isHalted = sandbox.status === 'STOPPED' || sandbox.status === 'TIMED_OUT';
  if (isHalted) return isComplete(sandbox) ? 'STOPPED' : 'STOPPING';
  return sandbox.status === 'IN_PROGRESS' ? currentPhase(sandbox) : sandbox.status;
}

/** The phase in which a sandbox is being stopped is open until nothing of it runs any more. */
function describePhases(sandbox: Build, status: string): SandboxSessionPhase[] {
  const phases = sandbox.phases.map((phase) => describePhase(phase));
  const last = sandbox.phases.at(-1);
  return status === 'STOPPING' && last ? [...phases.slice(0, -1), describePhase(opened(last))] : phases;
}

const opened = ({ type, startedAt }: Phase): Phase => ({ type, startedAt });

function startOf(sandbox: Build): Date | undefined {
  return date(sandbox.phases.find(({ type }) => type === 'PROVISIONING')?.startedAt);
}

/** A command as BatchGetCommandExecutions answers it. */
export function describeCommand(command: Command, sandbox: Build, home: Home): CommandExecution {
  return {
    id: command.id,
    sandboxId: sandbox.uuid,
    sandboxArn: buildArn(home, sandbox.id),
    submitTime: new Date(command.submittedAt),
    startTime: date(command.startedAt),
    endTime: date(command.endedAt),
    status: command.status,
    command: command.text,
    type: 'SHELL',
    exitCode: command.exitStatus === undefined ? undefined : String(command.exitStatus),
    standardOutputContent: command.output,
    standardErrContent: command.errors,
    logs: describeLogs(sandbox, home),
  };
}

const date = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant));
