import { S3, S3ServiceException } from '@aws-sdk/client-s3';
import { startYard } from '../../../testing/start-yard.ts';
import { startS3 } from './start-s3.ts';

/** A client to test, however it reaches the service. */
export interface ClientUnderTest {
  readonly s3: S3;
  stop(): Promise<void>;
}

/** The ways by which clients reach this service; every suite runs on each of them. */
export const WAYS: readonly (readonly [string, () => Promise<ClientUnderTest>])[] = [
  ['in process', startS3],
  ['through the gateway', startClient],
];

async function startClient(): Promise<ClientUnderTest> {
  const yard = await startYard();
  const s3 = yard.client(S3);
  return {
    s3,
    async stop() {
      s3.destroy();
      await yard.stop();
    },
  };
}

/** The name of the error a call is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    // An answer without a body has no code; the SDK goes by its status, and knows no word for this one.
    return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304 ? 'NotModified' : error.name;
  }
  return 'nothing was refused';
}
