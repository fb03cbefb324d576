import { Refusal } from '../../platform/refusal.ts';

export const invalid = (message: string): Refusal => new Refusal('ValidationException', message);

export const busNotFound = (name: string): Refusal =>
  new Refusal('ResourceNotFoundException', `Event bus ${name} does not exist.`);

export const busExists = (name: string): Refusal =>
  new Refusal('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);

export const ruleNotFound = (name: string, bus: string): Refusal =>
  new Refusal('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`);

export const statementNotFound = (id: string): Refusal =>
  new Refusal('ResourceNotFoundException', `Statement with the provided id does not exist: ${id}`);

export const invalidPattern = (reason: string): Refusal =>
  new Refusal('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const tooManyTargets = (): Refusal =>
  new Refusal('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

export const tooManyTags = (): Refusal =>
  new Refusal('LimitExceededException', 'The number of tags has reached the maximum limit.');

/** What AWS has and we lack, said by name. */
export const notHere = (what: string): Refusal =>
  new Refusal('NotImplementedException', `${what} is not implemented by Codeyard yet.`, { status: 501 });
