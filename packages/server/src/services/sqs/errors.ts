import { Refusal } from '../../platform/refusal.ts';

const refusal = (name: string, message: string) => new Refusal(name, message);

export const queueNotFound = () => refusal('QueueDoesNotExist', 'The specified queue does not exist.');
export const queueExists = (attribute: string) =>
  refusal(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );
export const invalidAttributeName = (name: string) => refusal('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const invalidAttributeValue = (name: string) =>
  refusal('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
export const invalidValue = (message: string) => refusal('InvalidParameterValue', message);
export const missing = (name: string) => refusal('MissingParameter', `The request must contain the parameter ${name}.`);
export const invalidReceipt = (handle: string) =>
  refusal('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
export const notInFlight = () => refusal('MessageNotInflight', 'The message is not in flight.');
export const emptyBatch = () => refusal('EmptyBatchRequest', 'There should be at least one entry in the request.');
export const tooManyEntries = (count: number) =>
  refusal('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${count}.`);
export const idsNotDistinct = (id: string) => refusal('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
export const tooLong = (limit: number) =>
  invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
export const notHere = (what: string) => refusal('UnsupportedOperation', `${what} is not implemented by Codeyard yet`);
