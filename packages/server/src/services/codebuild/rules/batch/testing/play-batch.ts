import type { BatchTask } from '@codeyard/engine/buildspec/batch/batch-spec';
import type { PhaseStatus } from '../../build.ts';
import { newDefinition } from '../../definition.ts';
import { applyOverrides } from '../../new-build.ts';
import { type Batch, DOWNLOAD_SOURCE } from '../batch.ts';
import { newBatch } from '../new-batch.ts';
import { type BatchEffect, type BatchEvent, nextBatch } from '../next-batch.ts';

export const START = Date.parse('2026-01-01T00:00:00Z');
const home = { account: '123456789012', region: 'us-east-1' };

const project = newDefinition(
  {
    name: 'demo',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'role',
  },
  home,
);

/** A batch that was just asked for. */
export function submitted(change: Partial<Batch> = {}): Batch {
  const identity = { projectName: 'demo', uuid: 'batch', number: 1, initiator: 'root', account: home.account };
  const definition = applyOverrides(project, {}, identity);
  return { ...newBatch(identity, { definition, config: { serviceRole: 'role' } }, START), ...change };
}

export const task = (identifier: string, change: Partial<BatchTask> = {}): BatchTask => ({
  identifier,
  dependsOn: [],
  ignoreFailure: false,
  debugSession: false,
  env: { variables: {} },
  ...change,
});

/** Plays a batch as the service does: what it asks for is kept, and the test says how it goes. */
export class BatchPlay {
  batch: Batch;
  readonly effects: BatchEffect[] = [];
  #now = START;
  #uuids = 0;

  constructor(batch: Batch = submitted()) {
    this.batch = batch;
  }

  apply(event: BatchEvent, afterMs = 1_000): readonly BatchEffect[] {
    this.#now += afterMs;
    const { batch, effects } = nextBatch(this.batch, event, this.#now);
    this.batch = batch;
    this.effects.push(...effects);
    return effects;
  }

  begin() {
    const identifiers = [DOWNLOAD_SOURCE, ...this.batch.groups.map(({ identifier }) => identifier)];
    return this.apply({
      type: 'begun',
      uuids: Object.fromEntries(identifiers.map((name) => [name, this.#uuid(name)])),
    });
  }

  /** The source is here, and these are the tasks. */
  read(tasks: readonly BatchTask[], fastFail = false) {
    const uuid = this.uuid(DOWNLOAD_SOURCE);
    const named = tasks.map((one) => ({ task: one, uuid: this.#uuid(one.identifier) }));
    this.apply({ type: 'spec-read', uuid, fastFail, tasks: named, resolvedSourceVersion: 'c0ffee' });
    return this.end(DOWNLOAD_SOURCE);
  }

  end(identifier: string, status: PhaseStatus = 'SUCCEEDED') {
    return this.apply({ type: 'build-ended', identifier, uuid: this.uuid(identifier), status });
  }

  uuid(identifier: string): string {
    return this.group(identifier).attempt.uuid;
  }

  group(identifier: string) {
    const group = this.batch.groups.find((candidate) => candidate.identifier === identifier);
    if (!group) throw new Error(`there is no group ${identifier}`);
    return group;
  }

  statuses(): Record<string, string> {
    const tasks = this.batch.groups.filter(({ identifier }) => identifier !== DOWNLOAD_SOURCE);
    return Object.fromEntries(tasks.map(({ identifier, attempt }) => [identifier, attempt.status]));
  }

  phases(): string[] {
    return this.batch.phases.map(({ type, status }) => (status ? `${type} ${status}` : type));
  }

  /** Identifiers in the order their builds were asked for. */
  started(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'start-build' ? [effect.identifier] : []));
  }

  #uuid(identifier: string): string {
    this.#uuids += 1;
    return `${identifier}-${this.#uuids}`;
  }
}

/** A batch whose tasks are known and begin. */
export function playing(tasks: readonly BatchTask[], change: Partial<Batch> & { fastFail?: boolean } = {}): BatchPlay {
  const { fastFail = false, ...rest } = change;
  const play = new BatchPlay(submitted(rest));
  play.begin();
  play.read(tasks, fastFail);
  return play;
}
