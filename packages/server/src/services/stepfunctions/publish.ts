import type { Db } from '../../database/database.ts';
import { conflict } from './errors.ts';
import type { Parts } from './parts.ts';
import { machineArn } from './rules/arns.ts';
import type { MachineDocument, MachineRecord } from './rules/state-machine.ts';
import { findQualifier, insertQualifier, saveMachine } from './store/machines.ts';

/** Makes a version of a state machine as it is, unless the last one is the same: then that one is answered. */
export async function publish(
  tx: Db,
  parts: Parts,
  record: MachineRecord,
  { revisionId, description }: { revisionId?: string | undefined; description?: string | undefined },
): Promise<{ arn: string; document: MachineDocument }> {
  if (revisionId !== undefined && revisionId !== record.document.revisionId)
    throw conflict(`The revision ${revisionId} is not the current one (${record.document.revisionId})`);
  const newest = await findQualifier(tx, record.name, 'version', String(record.versions));
  if (newest?.revisionId === record.document.revisionId)
    return { arn: machineArn(parts, record.name, record.versions), document: newest };
  const number = record.versions + 1;
  const about = description === undefined ? {} : { description };
  const document = { ...record.document, ...about, createdAt: parts.clock.now() };
  await insertQualifier(tx, record.name, { kind: 'version', qualifier: String(number), number }, document);
  await saveMachine(tx, { ...record, versions: number });
  return { arn: machineArn(parts, record.name, number), document };
}
