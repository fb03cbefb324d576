import { Refusal } from '../../platform/refusal.ts';

export const secretNotFound = () =>
  new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
export const valueNotFound = (what: string) =>
  new Refusal('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
export const secretExists = (name: string) =>
  new Refusal('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
export const versionExists = () =>
  new Refusal('ResourceExistsException', 'A resource with the ID you requested already exists.');
export const markedForDeletion = () =>
  new Refusal(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
export const scheduledForDeletion = () =>
  new Refusal(
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
export const invalidParameter = (message: string) => new Refusal('InvalidParameterException', message);
export const notHere = (what: string) => invalidParameter(`${what} is not implemented by Codeyard yet.`);
export const invalidToken = () =>
  new Refusal('InvalidNextTokenException', 'The provided pagination token is not valid.');
