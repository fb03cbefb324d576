import type { HistoryEvent as ShownEvent } from '@aws-sdk/client-sfn';
import type { HistoryEvent } from '@codeyard/engine/states-language/execution-state';
import type { Parts } from './parts.ts';
import { machineArn } from './rules/arns.ts';
import type { MachineAlias, MachineDocument } from './rules/state-machine.ts';
import type { Execution } from './store/executions.ts';

const included = { included: true };

/** What every description of an execution has. */
export function describeRun(parts: Parts, { arn, machine, startedAt, status, document }: Execution) {
  const { name, version, alias, stoppedAt, redrives = 0, redrivenAt } = document;
  return {
    executionArn: arn,
    stateMachineArn: machineArn(parts, machine),
    name,
    status,
    startDate: new Date(startedAt),
    redriveCount: redrives,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    ...(version === undefined ? {} : { stateMachineVersionArn: machineArn(parts, machine, version) }),
    ...(alias === undefined ? {} : { stateMachineAliasArn: machineArn(parts, machine, alias) }),
  };
}

/** Input and outcome of an execution. */
export function describeData({ document }: Execution) {
  const { input, output, error, cause } = document;
  return {
    input,
    inputDetails: included,
    ...(output === undefined ? {} : { output, outputDetails: included }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** What is kept of a state machine besides its definition. */
export function describeSettings({
  roleArn,
  type,
  logging,
  tracing,
  encryption,
  revisionId,
  description,
  createdAt,
}: MachineDocument) {
  return {
    roleArn,
    type,
    creationDate: new Date(createdAt),
    loggingConfiguration: logging ?? { level: 'OFF' as const, includeExecutionData: false },
    tracingConfiguration: tracing ?? { enabled: false },
    revisionId,
    ...(encryption ? { encryptionConfiguration: encryption } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

export const describeAlias = (parts: Parts, machine: string, alias: MachineAlias) => ({
  stateMachineAliasArn: machineArn(parts, machine, alias.name),
  name: alias.name,
  ...(alias.description === undefined ? {} : { description: alias.description }),
  routingConfiguration: alias.routes.map(({ version, weight }) => ({
    stateMachineVersionArn: machineArn(parts, machine, version),
    weight,
  })),
  creationDate: new Date(alias.createdAt),
  updateDate: new Date(alias.updatedAt),
});

/** Members of the details that hold what states are given and make. */
const DATA = ['input', 'output', 'parameters'];

export function describeEvent({ timestamp, details, ...event }: HistoryEvent, withData: boolean): ShownEvent {
  const shown = withData || !details ? details : withoutData(details);
  return { ...event, type: event.type as ShownEvent['type'], timestamp: new Date(timestamp), ...shown };
}

function withoutData(details: NonNullable<HistoryEvent['details']>): NonNullable<HistoryEvent['details']> {
  const bare = (value: object) => Object.fromEntries(Object.entries(value).filter(([name]) => !DATA.includes(name)));
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, bare(value)]));
}
