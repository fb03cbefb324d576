import { Refusal } from '../../platform/refusal.ts';

const refusal = (code: string, message: string) => new Refusal(code, message);

export const dryRun = () =>
  new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', { status: 412 });
export const missingParameter = (name: string) =>
  refusal('MissingParameter', `The request must contain the parameter ${name}`);
export const invalidValue = (message: string) => refusal('InvalidParameterValue', message);
export const invalidCombination = (message: string) => refusal('InvalidParameterCombination', message);
export const notHere = (what: string) => refusal('UnsupportedOperation', `${what} is not implemented by Codeyard yet`);
export const invalidFilter = (name: string) => invalidValue(`The filter '${name}' is invalid`);
export const invalidNextToken = () => invalidValue('The token is not valid');

const list = (ids: readonly string[]) => (ids.length === 1 ? `ID '${ids[0]}' does` : `IDs '${ids.join(', ')}' do`);

export const instancesNotFound = (ids: readonly string[]) =>
  refusal('InvalidInstanceID.NotFound', `The instance ${list(ids)} not exist`);
export const malformedInstance = (id: string) => refusal('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
export const wrongState = (id: string, verb: string) =>
  refusal('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be ${verb}.`);
export const terminationProtected = (id: string) =>
  refusal(
    'OperationNotPermitted',
    `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
  );
export const cannotStopSpot = (id: string) =>
  refusal(
    'UnsupportedOperation',
    `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
  );
export const cannotHibernate = (id: string) =>
  refusal('UnsupportedHibernationConfiguration', `The instance '${id}' is not configured for hibernation.`);
export const instanceLimit = (asked: number, limit: number, running: number) =>
  refusal(
    'InstanceLimitExceeded',
    `You have requested more instances (${asked + running}) than your current instance limit of ${limit} allows. ${running} are there already; start the server with a larger --concurrent-instances.`,
  );
export const tokenReused = () =>
  refusal(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );

export const malformedImage = (id: string) =>
  refusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
export const imageNotFound = (ids: readonly string[]) =>
  refusal('InvalidAMIID.NotFound', `The image id '[${ids.join(', ')}]' does not exist`);
export const invalidType = (types: readonly string[]) =>
  refusal('InvalidInstanceType', `The following supplied instance types do not exist: [${types.join(', ')}]`);
export const profileNotFound = (text: string) =>
  invalidValue(`Value (${text}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`);
export const malformedId = (kind: string, id: string) => refusal(`Invalid${kind}ID.Malformed`, `Invalid id: "${id}"`);
export const resourceNotFound = (kind: string, id: string) =>
  refusal(`Invalid${kind}ID.NotFound`, `The ${kind.toLowerCase()} ID '${id}' does not exist`);
export const unknownResource = (id: string) => refusal('InvalidID', `The ID '${id}' is not valid`);
export const tooManyTags = (id: string) =>
  refusal('TagLimitExceeded', `The maximum number of Tags for a resource has been reached (${id}).`);

export const templateNotFound = (ids: readonly string[]) =>
  refusal(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${ids.join(', ')}, does not exist.`,
  );
export const malformedTemplate = (id: string) =>
  refusal('InvalidLaunchTemplateId.Malformed', `The specified launch template ID ${id} is not valid.`);
export const templateNameNotFound = (names: readonly string[]) =>
  refusal(
    'InvalidLaunchTemplateName.NotFoundException',
    `At least one of the launch templates specified in the request does not exist: ${names.join(', ')}`,
  );
export const templateExists = (name: string) =>
  refusal('InvalidLaunchTemplateName.AlreadyExistsException', `Launch template name already in use: ${name}`);
export const templateVersionNotFound = (version: string, id: string) =>
  refusal(
    'InvalidLaunchTemplateId.VersionNotFound',
    `Could not find launch template version ${version} for launch template ${id}.`,
  );
export const spotRequestNotFound = (id: string) =>
  refusal('InvalidSpotInstanceRequestID.NotFound', `The spot instance request ID '${id}' does not exist`);
export const fleetNotFound = (id: string) => refusal('InvalidFleetId.NotFound', `The fleet ID '${id}' does not exist`);

export const malformedUserData = (reason: string) => refusal('InvalidUserData.Malformed', reason);
export const invalidCount = (message: string) => refusal('InvalidParameterValue', message);
export const fleetTypeNotHere = (type: string) => notHere(`A fleet of type ${type}`);
