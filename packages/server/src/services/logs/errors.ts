import { Refusal } from '../../platform/refusal.ts';

export const groupNotFound = () => new Refusal('ResourceNotFoundException', 'The specified log group does not exist.');
export const streamNotFound = () =>
  new Refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
export const resourceNotFound = () =>
  new Refusal('ResourceNotFoundException', 'The specified resource does not exist.');
export const groupExists = () =>
  new Refusal('ResourceAlreadyExistsException', 'The specified log group already exists');
export const streamExists = () =>
  new Refusal('ResourceAlreadyExistsException', 'The specified log stream already exists');
export const invalid = (message: string) => new Refusal('InvalidParameterException', message);
export const invalidToken = () => invalid('The specified nextToken is invalid.');
