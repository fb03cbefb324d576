import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { maskedConfiguration } from './open-secrets.ts';
import type { Parts } from './parts.ts';
import { resolveConfiguration } from './resolve-configuration.ts';
import type { ActionTypeDescription } from './rules/catalogue.ts';
import type { ConditionType } from './rules/engine/engine-state.ts';
import type { ActionExecution } from './store/actions.ts';
import type { Execution } from './store/executions.ts';

const DEFAULT_TIMEOUT_MS = 3_600_000;
const MINUTE_MS = 60_000;

export interface RunOrder {
  readonly id: string;
  readonly stage: string;
  readonly execution: Execution;
  readonly declaration: PipelineDeclaration;
  readonly declared: ActionDeclaration;
  readonly type: ActionTypeDescription | undefined;
  /** Of a rule. */
  readonly condition?: ConditionType;
}

/** The record of an action or a rule that starts: what it is given, where its outputs go, when its time is up. */
export function newRun(parts: Parts, order: RunOrder): ActionExecution {
  const { execution, declared, type } = order;
  const now = parts.clock.now();
  const { artifacts } = execution.document;
  const configuration = resolveConfiguration(parts, declared, execution);
  return {
    id: order.id,
    pipeline: execution.pipeline,
    executionId: execution.id,
    number: nextNumber(now),
    stage: order.stage,
    action: declared.name ?? '',
    ...(order.condition ? { condition: order.condition } : {}),
    status: 'InProgress',
    startedAt: now,
    updatedAt: now,
    document: {
      version: execution.document.version,
      ...(configuration.ok ? { resolvedConfiguration: maskedConfiguration(declared, configuration.values) } : {}),
      inputs: (declared.inputArtifacts ?? []).flatMap(({ name = '' }) =>
        artifacts[name] ? [{ name, ...artifacts[name] }] : [],
      ),
      outputs: (declared.outputArtifacts ?? []).map(({ name = '' }) => ({ name, ...newLocation(parts, order, name) })),
      deadline: now + timeoutOf(parts, order),
      ...(type?.category === 'Approval' ? { token: parts.ids.uuid() } : {}),
    },
  };
}

function timeoutOf({ faults }: Parts, { declared, type }: RunOrder): number {
  if (declared.timeoutInMinutes !== undefined) return declared.timeoutInMinutes * MINUTE_MS;
  if (type?.owner === 'Custom' && faults.jobTimeoutMs !== undefined) return faults.jobTimeoutMs;
  return type?.timeoutMs ?? DEFAULT_TIMEOUT_MS;
}

/** Orders the records of actions: by time, and within a millisecond by the order they were made. */
let lastNumber = 0;
function nextNumber(now: number): number {
  lastNumber = Math.max(lastNumber + 1, now * 1_000);
  return lastNumber;
}

const CUT_PIPELINE = 20;
const CUT_ARTIFACT = 10;
const RANDOM_LENGTH = 7;

/** Names are cut so that policies on keys stay small; bundles of source actions end in `.zip`. */
function newLocation(parts: Parts, { execution, declaration, declared }: RunOrder, artifact: string) {
  const { artifactStore, artifactStores } = declaration;
  const bucket = (artifactStore ?? artifactStores?.[parts.region])?.location ?? '';
  const ending = declared.actionTypeId?.category === 'Source' ? '.zip' : '';
  const folder = `${execution.pipeline.slice(0, CUT_PIPELINE)}/${artifact.slice(0, CUT_ARTIFACT)}`;
  return { bucket, key: `${folder}/${parts.ids.text(RANDOM_LENGTH)}${ending}` };
}
