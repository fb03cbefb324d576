import type { ImportSourceCredentialsCommand } from '@aws-sdk/client-codebuild';
import { operation } from '../../../gateway/operation.ts';
import { sourceCredentialsArn } from '../arns.ts';
import { credentialsExist, invalidInput } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findCredentialsProblem } from '../rules/source-credentials.ts';
import { saveSourceCredentials } from '../store/source-credentials.ts';

/** One set of credentials per kind of git host; the token is sealed and never answered again. */
export const importSourceCredentials = operation<ImportSourceCredentialsCommand, Parts>(
  'ImportSourceCredentials',
  async (input, parts) => {
    const { serverType, authType, username } = input;
    const problem = findCredentialsProblem(input);
    if (problem) throw invalidInput(problem);
    const sealedToken = parts.vault.seal(input.token);
    const entry = { serverType, authType, sealedToken, ...(username === undefined ? {} : { username }) };
    const saved = await saveSourceCredentials(parts.database, entry, input.shouldOverwrite ?? true);
    if (!saved) throw credentialsExist(serverType);
    return { arn: sourceCredentialsArn(parts, serverType) };
  },
);
