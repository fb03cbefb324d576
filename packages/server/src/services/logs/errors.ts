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
export const invalidRetention = (days: number) =>
  invalid(`${days} is not a value that retentionInDays can have, such as 1, 3, 5, 7, 14, 30, 60, 90, 365 or 3653.`);
