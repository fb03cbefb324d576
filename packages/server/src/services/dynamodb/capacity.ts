import type { ConsumedCapacity, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb';

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** Units that a write of so many bytes takes. */
export const writeUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / WRITE_UNIT));
/** Units that a read takes; half of them when it need not be consistent. */
export const readUnits = (bytes: number, isConsistent: boolean | undefined) =>
  Math.max(1, Math.ceil(bytes / READ_UNIT)) * (isConsistent ? 1 : 0.5);

/** The member of an answer that tells of consumed capacity, if that was asked for. */
export function consumed(
  asked: ReturnConsumedCapacity | undefined,
  TableName: string,
  CapacityUnits: number,
): { ConsumedCapacity?: ConsumedCapacity } {
  return asked && asked !== 'NONE' ? { ConsumedCapacity: { TableName, CapacityUnits } } : {};
}
