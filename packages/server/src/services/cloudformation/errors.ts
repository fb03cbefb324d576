import { Refusal } from '../../platform/refusal.ts';

export const validation = (message: string): Refusal => new Refusal('ValidationError', message);
/** The aws CLI's `deploy` looks for exactly this. */
export const stackNotFound = (name: string): Refusal => validation(`Stack with id ${name} does not exist`);
/** So the calls that read a stack's events, resources and template say it. */
export const stackMissing = (name: string): Refusal => validation(`Stack [${name}] does not exist`);
export const stackExists = (name: string): Refusal =>
  new Refusal('AlreadyExistsException', `Stack [${name}] already exists`);
export const noUpdates = (): Refusal => validation('No updates are to be performed.');
export const stackIsIn = (id: string, status: string, what: string): Refusal =>
  validation(`Stack:${id} is in ${status} state and can not be ${what}.`);
export const isProtected = (name: string): Refusal =>
  validation(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
export const needsCapabilities = (names: readonly string[]): Refusal =>
  new Refusal('InsufficientCapabilitiesException', `Requires capabilities : [${names.join(', ')}]`);
export const changeSetNotFound = (name: string): Refusal =>
  new Refusal('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, { status: 404 });
/** The same request again is answered with the change set that it made; `attribute` is what differs. */
export const changeSetExists = (name: string, attribute: string): Refusal =>
  new Refusal(
    'AlreadyExistsException',
    `ChangeSet ${name} cannot be created due to a mismatch with existing attribute ${attribute}`,
  );
export const changeSetIsIn = (id: string, status: string): Refusal =>
  new Refusal(
    'InvalidChangeSetStatusException',
    `ChangeSet [${id}] cannot be executed in its current status of [${status}]`,
  );
export const tokenReused = (token: string): Refusal =>
  new Refusal('TokenAlreadyExistsException', `The client request token ${token} was used before`);
export const notHere = (what: string): Refusal => validation(`${what} is not implemented by Codeyard yet`);
