import { Refusal } from '../../platform/refusal.ts';

const refusal = (name: string, message: string, status: number, members: object = {}) =>
  new Refusal(name, message, { status, members: { Type: 'User', ...members } });

export const functionNotFound = (arn: string) =>
  refusal('ResourceNotFoundException', `Function not found: ${arn}`, 404);
export const notFound = (message: string) => refusal('ResourceNotFoundException', message, 404);
export const functionExists = (name: string) =>
  refusal('ResourceConflictException', `Function already exist: ${name}`, 409);
export const conflict = (message: string) => refusal('ResourceConflictException', message, 409);
export const invalidParameter = (message: string) => refusal('InvalidParameterValueException', message, 400);
export const notHere = (what: string) => invalidParameter(`${what} is not implemented by Codeyard yet`);
export const revisionDiffers = () =>
  refusal(
    'PreconditionFailedException',
    'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
    412,
  );
export const invalidContent = (reason: string) =>
  refusal('InvalidRequestContentException', `Could not parse request body into json: ${reason}`, 400);
export const requestTooLarge = (bytes: number, most: number) =>
  refusal(
    'RequestTooLargeException',
    `Request must be smaller than ${most} bytes for the InvokeFunction operation: ${bytes}`,
    413,
  );
export const tooManyCalls = (reason: 'ReservedFunctionConcurrentInvocationLimitExceeded') =>
  refusal('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason });
export const badZip = (reason: string) =>
  refusal(
    'InvalidParameterValueException',
    `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
    400,
  );
