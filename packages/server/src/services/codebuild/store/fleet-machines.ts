import type { Db } from '../../../database/database.ts';
import type { ComputeSize } from '../rules/compute-size.ts';

interface MachineTable {
  id: string;
  fleet: string;
  token: string;
  place: number;
  version: string;
  cpus: number;
  memory_mib: number;
  launched_at: number;
  ended_at: number | null;
}

interface Tables {
  codebuild_fleet_machines: MachineTable;
}

const machines = (db: Db) => db.tables<Tables>();

/** A machine of a fleet: so much of what there is, kept for its builds. */
export interface FleetMachine {
  readonly id: string;
  readonly fleet: string;
  /** Of the launch that made it, and its place among those that it made, from 0. */
  readonly token: string;
  readonly place: number;
  /** Stamp of what it was made of. */
  readonly version: string;
  readonly size: ComputeSize;
  readonly launchedAt: number;
  readonly endedAt?: number;
}

const toMachine = (row: MachineTable): FleetMachine => ({
  ...{ id: row.id, fleet: row.fleet, token: row.token, place: row.place, version: row.version },
  ...{ size: { cpus: row.cpus, memoryMiB: row.memory_mib }, launchedAt: row.launched_at },
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
});

export async function insertMachine(tx: Db, machine: FleetMachine): Promise<void> {
  const { id, fleet, token, place, version, size, launchedAt } = machine;
  await machines(tx)
    .insertInto('codebuild_fleet_machines')
    .values({
      ...{ id, fleet, token, place, version, cpus: size.cpus, memory_mib: size.memoryMiB, launched_at: launchedAt },
      ended_at: null,
    })
    .execute();
}

/** Those of a fleet, the ended ones too until they are forgotten. */
export async function findMachines(db: Db, fleet: string): Promise<FleetMachine[]> {
  const query = machines(db).selectFrom('codebuild_fleet_machines').selectAll().where('fleet', '=', fleet);
  return (await query.orderBy('launched_at').orderBy('id').execute()).map(toMachine);
}

export async function findMachinesOfLaunch(tx: Db, fleet: string, token: string): Promise<FleetMachine[]> {
  const query = machines(tx).selectFrom('codebuild_fleet_machines').selectAll().where('fleet', '=', fleet);
  return (await query.where('token', '=', token).orderBy('place').execute()).map(toMachine);
}

export async function endMachines(tx: Db, ids: readonly string[], now: number): Promise<void> {
  await machines(tx)
    .updateTable('codebuild_fleet_machines')
    .set({ ended_at: now })
    .where('id', 'in', [...ids])
    .where('ended_at', 'is', null)
    .execute();
}

export async function forgetMachines(db: Db, fleet: string, endedBefore: number): Promise<void> {
  await machines(db)
    .deleteFrom('codebuild_fleet_machines')
    .where('fleet', '=', fleet)
    .where('ended_at', '<', endedBefore)
    .execute();
}

export async function deleteMachines(tx: Db, fleet: string): Promise<void> {
  await machines(tx).deleteFrom('codebuild_fleet_machines').where('fleet', '=', fleet).execute();
}

/** What the machines of all fleets take up together. */
export async function sumOfMachines(db: Db): Promise<ComputeSize> {
  const row = await machines(db)
    .selectFrom('codebuild_fleet_machines')
    .select((select) => [select.fn.sum('cpus').as('cpus'), select.fn.sum('memory_mib').as('memory')])
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return { cpus: Number(row?.cpus ?? 0), memoryMiB: Number(row?.memory ?? 0) };
}
