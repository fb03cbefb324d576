import type { Parts } from '../parts.ts';

export interface LogStream {
  readonly group: string;
  readonly stream: string;
}

/** Makes the stream, and its group when that is missing; both may be there already. */
export async function ensureLogStream({ aws }: Parts, { group, stream }: LogStream): Promise<void> {
  const createStream = () => aws.logs.createLogStream({ logGroupName: group, logStreamName: stream });
  try {
    await createStream();
  } catch (error) {
    if (isNamed(error, 'ResourceAlreadyExistsException')) return;
    if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    await unlessThere(aws.logs.createLogGroup({ logGroupName: group }));
    await unlessThere(createStream());
  }
}

async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNamed(error, 'ResourceAlreadyExistsException')) throw error;
  }
}

const isNamed = (error: unknown, name: string) => error instanceof Error && error.name === name;
