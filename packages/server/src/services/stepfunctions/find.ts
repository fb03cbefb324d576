import type { Db } from '../../database/database.ts';
import { executionNotFound, invalidArn, machineNotFound, resourceNotFound } from './errors.ts';
import type { Parts } from './parts.ts';
import { machineOfExecution, readMachineArn } from './rules/arns.ts';
import type { MachineAlias, MachineDocument, MachineRecord } from './rules/state-machine.ts';
import { type Execution, findExecution } from './store/executions.ts';
import { findMachine, findQualifier, lockMachine } from './store/machines.ts';

/** What is to be run: a state machine as it is, or one of its versions. */
export interface FoundMachine {
  readonly machine: string;
  readonly document: MachineDocument;
  readonly version?: number;
  readonly alias?: string;
}

export function nameOf(arn: string): { name: string; qualifier?: string } {
  const read = readMachineArn(arn);
  if (!read) throw invalidArn(arn);
  return read;
}

export async function findExisting(db: Db, arn: string): Promise<MachineRecord> {
  const record = await findMachine(db, nameOf(arn).name);
  if (!record) throw machineNotFound(arn);
  return record;
}

export async function lockExisting(tx: Db, arn: string): Promise<MachineRecord> {
  const record = await lockMachine(tx, nameOf(arn).name);
  if (!record) throw machineNotFound(arn);
  return record;
}

/** What an ARN stands for: a state machine, a version, or an alias, which chooses a version by chance. */
export async function findQualified(db: Db, parts: Parts, arn: string): Promise<FoundMachine> {
  const { name, qualifier } = nameOf(arn);
  const record = await findExisting(db, arn);
  if (qualifier === undefined) return { machine: name, document: record.document };
  const alias = await findQualifier(db, name, 'alias', qualifier);
  const version = alias ? chooseRoute(parts, alias) : Number(qualifier);
  const document = await findQualifier(db, name, 'version', String(version));
  if (!document) throw resourceNotFound(arn);
  return { machine: name, document, version, ...(alias ? { alias: qualifier } : {}) };
}

function chooseRoute({ ids }: Parts, { routes }: MachineAlias): number {
  let chance = (ids.bytes(4).readUInt32BE() / 2 ** 32) * 100;
  for (const { version, weight } of routes) {
    if (chance < weight) return version;
    chance -= weight;
  }
  return routes.at(-1)?.version ?? 0;
}

export async function findExistingExecution(db: Db, arn: string): Promise<Execution> {
  if (machineOfExecution(arn) === undefined) throw invalidArn(arn);
  const execution = await findExecution(db, arn);
  if (!execution) throw executionNotFound(arn);
  return execution;
}
