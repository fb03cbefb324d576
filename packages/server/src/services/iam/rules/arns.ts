const arn = (account: string, resource: string) => `arn:aws:iam::${account}:${resource}`;

export const roleArn = (account: string, { path, name }: Named): string => arn(account, `role${path}${name}`);
export const policyArn = (account: string, { path, name }: Named): string => arn(account, `policy${path}${name}`);
export const instanceProfileArn = (account: string, { path, name }: Named): string =>
  arn(account, `instance-profile${path}${name}`);

interface Named {
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly name: string;
}
