interface Credentials {
  readonly serverType: string;
  readonly authType: string;
  readonly username?: string | undefined;
  readonly token: string;
}

/** What is kept of these types is no token but the ARN of what has it. */
export const namesItsToken = (authType: string): boolean =>
  authType === 'CODECONNECTIONS' || authType === 'SECRETS_MANAGER';

/** Why credentials cannot be imported. The rules are documented with the API, the texts are not. [inferred] */
export function findCredentialsProblem({ serverType, authType, username, token }: Credentials): string | undefined {
  if (authType === 'OAUTH') return 'Invalid input: an OAUTH connection cannot be imported';
  if (authType === 'BASIC_AUTH' && (serverType !== 'BITBUCKET' || !username)) {
    return 'Invalid input: BASIC_AUTH is for BITBUCKET, with a username and an app password';
  }
  if (namesItsToken(authType) && !/^arn:[\w-]+:[\w-]+:/.test(token)) {
    return `Invalid input: the token of ${authType} credentials is the ARN of the ${authType === 'SECRETS_MANAGER' ? 'secret' : 'connection'}`;
  }
  return undefined;
}
