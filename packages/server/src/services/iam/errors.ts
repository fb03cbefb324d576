import { Refusal } from '../../platform/refusal.ts';

const noSuchEntity = (message: string) => new Refusal('NoSuchEntityException', message, { status: 404 });
const alreadyExists = (message: string) => new Refusal('EntityAlreadyExistsException', message, { status: 409 });
const deleteConflict = (message: string) => new Refusal('DeleteConflictException', message, { status: 409 });
const limitExceeded = (message: string) => new Refusal('LimitExceededException', message, { status: 409 });

export const invalidValue = (message: string): Refusal => new Refusal('ValidationError', message);
export const invalidInput = (message: string): Refusal => new Refusal('InvalidInputException', message);
export const malformedPolicy = (message: string): Refusal => new Refusal('MalformedPolicyDocumentException', message);

export const invalidMarker = (): Refusal => invalidValue('Invalid Marker.');
export const invalidArn = (arn: string): Refusal => invalidInput(`ARN ${arn} is not valid.`);

export const roleNotFound = (name: string): Refusal => noSuchEntity(`The role with name ${name} cannot be found.`);
export const roleExists = (name: string): Refusal => alreadyExists(`Role with name ${name} already exists.`);

/** CreateServiceLinkedRole has its own name for this. */
export const roleNameTaken = (name: string): Refusal =>
  invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);

export const rolePolicyNotFound = (name: string): Refusal =>
  noSuchEntity(`The role policy with name ${name} cannot be found.`);

export const policyNotFound = (arn: string): Refusal => noSuchEntity(`Policy ${arn} was not found.`);
export const policyNotAttachable = (arn: string): Refusal =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
export const policyExists = (name: string): Refusal =>
  alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
export const versionNotFound = (arn: string, versionId: string): Refusal =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);

export const profileNotFound = (name: string): Refusal => noSuchEntity(`Instance Profile ${name} cannot be found.`);
export const profileExists = (name: string): Refusal => alreadyExists(`Instance Profile ${name} already exists.`);
export const roleNotInProfile = (role: string, profile: string): Refusal =>
  noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`);

export const userNotFound = (name: string): Refusal => noSuchEntity(`The user with name ${name} cannot be found.`);
export const boundaryNotFound = (role: string): Refusal =>
  noSuchEntity(`The role ${role} does not have a permissions boundary.`);
export const deletionTaskNotFound = (task: string): Refusal =>
  noSuchEntity(`The deletion task ${task} cannot be found.`);

export const mustSayUser = (): Refusal => invalidValue('Must specify userName when calling with non-User credentials');

export const roleHasPolicies = (): Refusal => deleteConflict('Cannot delete entity, must delete policies first.');
export const roleHasAttachments = (): Refusal =>
  deleteConflict('Cannot delete entity, must detach all policies first.');
export const roleIsInProfile = (): Refusal =>
  deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
export const policyIsAttached = (): Refusal => deleteConflict('Cannot delete a policy attached to entities.');
export const policyHasVersions = (): Refusal =>
  deleteConflict(
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
      'The default version is deleted with the policy.',
  );
export const versionIsDefault = (): Refusal => deleteConflict('Cannot delete the default version of a policy.');

export const tooLarge = (quota: string, limit: number): Refusal =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
export const rolePoliciesTooLarge = (role: string, limit: number): Refusal =>
  limitExceeded(`Maximum policy size of ${limit} bytes exceeded for role ${role}`);
export const tooManyVersions = (limit: number): Refusal =>
  limitExceeded(
    `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
  );

export const duplicateTags = (): Refusal =>
  invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
export const tooManyTags = (): Refusal => limitExceeded('The number of tags has reached the maximum limit.');

/** AWS reserves its own policies and the roles of its services. */
export const awsOwnsPolicy = (): Refusal =>
  new Refusal('AccessDenied', 'Policies that AWS manages cannot be changed.', { status: 403 });
export const protectedRole = (name: string, service: string): Refusal =>
  new Refusal(
    'UnmodifiableEntityException',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS Service '${service}'`,
  );

/** We know AWS's own policies by name only. */
export const awsDocumentUnknown = (arn: string): Refusal =>
  new Refusal('NotImplementedException', `Codeyard does not have the document of ${arn}.`, { status: 501 });
