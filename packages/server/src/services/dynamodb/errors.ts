import { Refusal } from '../../platform/refusal.ts';

const refusal = (name: string, message: string, members: Record<string, unknown> = {}) =>
  new Refusal(name, message, { members });

export const validation = (message: string) => refusal('ValidationException', message);
export const notHere = (what: string) => validation(`${what} is not implemented by Codeyard yet`);
export const tableNotFound = (name: string) =>
  refusal('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
export const resourceNotFound = () => refusal('ResourceNotFoundException', 'Requested resource not found');
export const tableExists = (name: string) => refusal('ResourceInUseException', `Table already exists: ${name}`);
export const tableProtected = (arn: string) =>
  validation(
    `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. (${arn})`,
  );
export const indexNotFound = (name: string) => validation(`The table does not have the specified index: ${name}`);
export const keyMismatch = () => validation('The provided key element does not match the schema');
export const invalidParameter = (message: string) =>
  validation(`One or more parameter values were invalid: ${message}`);
export const invalidStartKey = () => validation('The provided starting key is invalid');
export const itemTooLarge = () => validation('Item size has exceeded the maximum allowed size');

/** The item is told of when the request asks for it. */
export const conditionFailed = (item?: object) =>
  refusal('ConditionalCheckFailedException', 'The conditional request failed', item ? { Item: item } : {});

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: object;
}

export const transactionCancelled = (reasons: readonly CancellationReason[]) =>
  refusal(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );
export const tokenReused = () =>
  refusal(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request.',
  );
