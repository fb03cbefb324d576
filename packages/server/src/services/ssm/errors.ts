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
