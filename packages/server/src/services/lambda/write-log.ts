import type { Parts } from './parts.ts';

/** Appends lines to a log stream, which is made when it is missing. A log that cannot be written does not fail the call. */
export async function writeLog(
  { aws, clock, logger }: Parts,
  { group, stream, lines }: { group: string; stream: string; lines: readonly string[] },
): Promise<void> {
  const put = () =>
    aws.logs.putLogEvents({
      logGroupName: group,
      logStreamName: stream,
      logEvents: lines.map((message) => ({ timestamp: clock.now(), message })),
    });
  const name = { logGroupName: group };
  const unlessThere = (call: Promise<unknown>) =>
    call.catch((error: Error) => {
      if (error.name !== 'ResourceAlreadyExistsException') throw error;
    });
  try {
    await put().catch(async (error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
      await unlessThere(aws.logs.createLogGroup(name));
      await unlessThere(aws.logs.createLogStream({ ...name, logStreamName: stream }));
      await put();
    });
  } catch (error) {
    logger.warn({ group, stream, error }, 'the log of a function could not be written');
  }
}
