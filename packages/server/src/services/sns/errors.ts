import { Refusal } from '../../platform/refusal.ts';

/** AWS begins almost every refusal of this service with the same two words. */
export const invalidParameter = (what: string): Refusal =>
  new Refusal('InvalidParameterException', `Invalid parameter: ${what}`);

export const topicNotFound = (): Refusal => new Refusal('NotFoundException', 'Topic does not exist', { status: 404 });

export const subscriptionNotFound = (): Refusal =>
  new Refusal('NotFoundException', 'Subscription does not exist', { status: 404 });

/** Tagging has its own name for what is not there. */
export const resourceNotFound = (): Refusal =>
  new Refusal('ResourceNotFoundException', 'Resource does not exist', { status: 404 });

export const tooManyTags = (): Refusal =>
  new Refusal('TagLimitExceededException', 'Could not complete request: tag quota of per resource exceeded');

export const invalidAttributeValue = (message: string): Refusal =>
  new Refusal('InvalidParameterValueException', message);

export const emptyBatch = (): Refusal =>
  new Refusal('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
export const tooManyEntries = (count: number): Refusal =>
  new Refusal(
    'TooManyEntriesInBatchRequestException',
    `The batch request contains more entries than permissible (more than 10): ${count}.`,
  );
export const idsNotDistinct = (): Refusal =>
  new Refusal('BatchEntryIdsNotDistinctException', 'Two or more batch entries in the request have the same Id.');
export const batchTooLong = (): Refusal =>
  new Refusal(
    'BatchRequestTooLongException',
    'The length of all the batch messages put together is more than the limit.',
  );
export const invalidEntryId = (): Refusal =>
  new Refusal(
    'InvalidBatchEntryIdException',
    "The Id of a batch entry in a batch request doesn't abide by the specification.",
  );

/** What AWS has and we lack, said by name. */
export const notHere = (what: string): Refusal =>
  new Refusal('NotImplementedException', `${what} is not implemented by Codeyard yet.`, { status: 501 });
