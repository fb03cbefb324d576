import type { Parts } from '../parts.ts';

/** The scheduler looks on until nothing is under way; one that runs already sees what is new. */
export async function wakeScheduler({ aws, settings }: Parts): Promise<void> {
  await aws.lambda.invoke({ FunctionName: settings.schedulerName, InvocationType: 'Event', Payload: '{}' });
}
