import type { InvokeCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { invalidContent, requestTooLarge } from '../errors.ts';
import { findQualified, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { queueEvent } from '../queue-event.ts';
import { runFunction } from '../run-function.ts';

const LARGEST_REQUEST = 6_291_556;
const LARGEST_EVENT = 1_048_576;
const TAIL_BYTES = 4_096;

function checkPayload(payload: Buffer, most: number): void {
  if (payload.length > most) throw requestTooLarge(payload.length, most);
  try {
    JSON.parse(payload.toString());
  } catch (error) {
    throw invalidContent((error as Error).message);
  }
}

export const invoke = operation<InvokeCommand, Parts>('Invoke', async (input, parts) => {
  const { InvocationType = 'RequestResponse', LogType } = input;
  // The SDK's type allows all that its clients may send; what arrives is bytes.
  const sent = input.Payload as Uint8Array | undefined;
  const reference = referenceOf(input.FunctionName, input.Qualifier);
  const payload = sent?.length ? Buffer.from(sent) : Buffer.from('{}');
  const isEvent = InvocationType === 'Event';
  checkPayload(payload, isEvent ? LARGEST_EVENT : LARGEST_REQUEST);
  const found = await findQualified(parts.database, parts, reference);
  if (InvocationType === 'DryRun') return { StatusCode: 204 };
  const { requestId } = parts.request;
  if (isEvent) {
    await parts.database.transaction((tx) =>
      queueEvent(tx, parts, { reference, payload: payload.toString(), requestId }),
    );
    return { StatusCode: 202 };
  }
  const answer = await runFunction(parts, found, { requestId, payload, qualifier: reference.qualifier });
  return {
    StatusCode: 200,
    ExecutedVersion: found.version,
    Payload: answer.payload as never,
    ...(answer.failed ? { FunctionError: 'Unhandled' } : {}),
    ...(LogType === 'Tail' ? { LogResult: Buffer.from(answer.log).subarray(-TAIL_BYTES).toString('base64') } : {}),
  };
});
