import { Refusal } from '../../platform/refusal.ts';

export const parameterNotFound = () => new Refusal('ParameterNotFound', '');
export const versionNotFound = (name: string, selector: string) =>
  new Refusal(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
  );
export const alreadyExists = () =>
  new Refusal(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
export const patternMismatch = (pattern: string) =>
  new Refusal(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
export const notHere = (what: string) => validation(`${what} are not implemented by Codeyard yet.`);
export const invalidPattern = () =>
  new Refusal('InvalidAllowedPatternException', 'The request does not meet the regular expression requirement.');
export const validation = (message: string) => new Refusal('ValidationException', message);
export const tagsWithOverwrite = () =>
  validation(
    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  );
export const invalidResource = () =>
  new Refusal(
    'InvalidResourceId',
    'The resource ID is not valid. Verify that you entered the correct ID and try again.',
  );
export const invalidToken = () => new Refusal('InvalidNextToken', 'The specified token is not valid.');
export const unsupportedType = (type: string) =>
  new Refusal('InvalidResourceType', `Tags of resource type ${type} are not implemented by Codeyard yet`);

const refusal = (name: string, message: string) => new Refusal(name, message);
export const documentNotFound = (name: string) =>
  refusal('InvalidDocument', `Document with name ${name} does not exist.`);
export const documentVersionNotFound = (name: string, version: string) =>
  refusal('InvalidDocumentVersion', `The document version ${version} of ${name} is not valid or does not exist.`);
export const documentExists = (name: string) =>
  refusal('DocumentAlreadyExists', `Document with same name ${name} already exists`);
export const invalidContent = (message: string) => refusal('InvalidDocumentContent', message);
export const invalidSchemaVersion = (message: string) => refusal('InvalidDocumentSchemaVersion', message);
export const documentTooLarge = () => refusal('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
export const documentTypeNotHere = (type: string) =>
  refusal('InvalidDocumentType', `Documents of type ${type} are not implemented by Codeyard yet; only Command is`);
export const duplicateContent = () =>
  refusal(
    'DuplicateDocumentContent',
    'The content of the association document matches another document. Change the content of the document and try again.',
  );
export const duplicateVersionName = (name: string) =>
  refusal(
    'DuplicateDocumentVersionName',
    `The version name ${name} has already been used in this document. Specify a different version name, and then try again.`,
  );
export const reservedName = (name: string) =>
  validation(`The document name ${name} begins with a prefix that AWS keeps to itself (aws, amazon, amzn).`);
export const ownedByAmazon = (name: string) =>
  refusal('InvalidDocumentOperation', `The document ${name} is owned by Amazon and cannot be changed.`);
export const invalidParameters = (message: string) => refusal('InvalidParameters', message);
export const invalidInstances = (ids: readonly string[], account: string) =>
  refusal('InvalidInstanceId', `Instances [[${ids.join(', ')}]] not in a valid state for account ${account}`);
export const duplicateInstance = (id: string) =>
  refusal('DuplicateInstanceId', `The instance ${id} is named more than once.`);
export const invalidTarget = (message: string) => refusal('InvalidTarget', message);
export const commandNotFound = () => refusal('InvalidCommandId', 'The specified command ID is not valid.');
export const invocationNotFound = () =>
  refusal(
    'InvocationDoesNotExist',
    'The command ID and managed node ID you specified did not match any invocations. Verify the command ID and the managed node ID and try again.',
  );
export const pluginNotFound = (name: string) => refusal('InvalidPluginName', `The plugin name ${name} is not valid.`);
export const invalidFilterKey = (key: string) => refusal('InvalidFilterKey', `The filter key ${key} is not valid.`);
export const invalidInformationFilter = (key: string) =>
  refusal('InvalidInstanceInformationFilterValue', `The filter ${key} is not one that can be used here.`);
export const parameterReferenceFailed = (name: string) =>
  invalidParameters(
    `Parameter ${name} in {{ssm:${name}}} cannot be read: it must be there, of type String or StringList.`,
  );

/** A target that is unknown, or whose commands do not run now. */
export const targetNotConnected = (target: string) => refusal('TargetNotConnected', `${target} is not connected.`);
export const instanceTargetNotHere = (target: string) =>
  refusal(
    'TargetNotConnected',
    `${target} is not connected. Codeyard opens sessions in builds and sandboxes of CodeBuild only; use Run Command on instances.`,
  );
export const sessionDocumentNotHere = (name: string) =>
  refusal(
    'InvalidDocument',
    `Sessions of document ${name} are not implemented by Codeyard yet; only shells (SSM-SessionManagerRunShell) are.`,
  );
export const sessionNotFound = (id: string) => refusal('DoesNotExistException', `Session ${id} does not exist.`);
export const noSessionsForBuilds = () =>
  refusal('AccessDeniedException', 'These credentials were given to a build or a job: a session is for people');
