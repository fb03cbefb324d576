/** What opens one server to git. */
export interface GitAccess {
  /** Of a repository on it. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly insecureSsl: boolean;
}

/** Nothing but these variables holds the password; git 2.31 and later take settings from the environment. */
const helper = (index: number) =>
  `!f() { printf "username=%s\\npassword=%s\\n" "$CODEBUILD_GIT_USERNAME_${index}" "$CODEBUILD_GIT_PASSWORD_${index}"; }; f`;

export interface GitOrder {
  /** Servers that the build's own git may get at, and no other. */
  readonly accesses: readonly GitAccess[];
  /**
   * The sources belong to another user than the one that commands run as, as where a server that is not root runs builds in
   * containers: git would take nothing from them.
   */
  readonly areForeign: boolean;
}

/** Variables that are settings of the build's own git. */
export function gitVariables({ accesses, areForeign }: GitOrder): Record<string, string> {
  const settings: [name: string, value: string][] = areForeign ? [['safe.directory', '*']] : [];
  const variables: Record<string, string> = {};
  for (const [index, [origin, { username, password, insecureSsl }]] of [...byOrigin(accesses)].entries()) {
    settings.push([`credential.${origin}.helper`, helper(index)]);
    variables[`CODEBUILD_GIT_USERNAME_${index}`] = username;
    variables[`CODEBUILD_GIT_PASSWORD_${index}`] = password;
    if (insecureSsl) settings.push([`http.${origin}.sslVerify`, 'false']);
  }
  if (settings.length === 0) return {};
  for (const [index, [name, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = name;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return { ...variables, GIT_CONFIG_COUNT: String(settings.length) };
}

/** The first of a server's counts: that is the primary source's. Other transports than HTTP have no helpers. */
function byOrigin(accesses: readonly GitAccess[]): Map<string, GitAccess> {
  const found = new Map<string, GitAccess>();
  for (const access of accesses) {
    if (!/^https?:\/\//i.test(access.url)) continue;
    const { origin } = new URL(access.url);
    if (!found.has(origin)) found.set(origin, access);
  }
  return found;
}
