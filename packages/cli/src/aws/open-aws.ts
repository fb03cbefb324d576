import { STS } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { defaultDataFolder } from '../environment.ts';
import { clientSettings, readConnection } from '../server/connection.ts';
import { UserError } from '../user-error.ts';

/** Where a command's calls go: to the Codeyard of a data folder, or to AWS. */
export interface AwsOptions {
  readonly data: string;
  readonly aws?: true;
  readonly region?: string;
  readonly profile?: string;
}

/** The options of `AwsOptions`. */
export const withAwsOptions = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder of the Codeyard that is meant', defaultDataFolder())
    .option('--aws', "on AWS instead, with the SDK's own credentials, profile and region")
    .option('--region <name>', 'region on AWS, instead of the configured one')
    .option('--profile <name>', 'profile on AWS');

export interface AwsPlace {
  /** Of every SDK client. */
  readonly settings: ReturnType<typeof clientSettings> | { readonly region: string; readonly profile?: string };
  readonly account: string;
  readonly region: string;
  readonly isAws: boolean;
  /** For people. */
  readonly label: string;
  /** What a further command needs to mean the same place, with a space before it. */
  readonly flags: string;
}

export async function openAws(options: AwsOptions): Promise<AwsPlace> {
  return options.aws ? await openAmazon(options) : await openCodeyard(options);
}

async function openCodeyard({ data, region, profile }: AwsOptions): Promise<AwsPlace> {
  if (region !== undefined || profile !== undefined)
    throw new UserError('--region and --profile are for AWS: add --aws, or leave them out');
  const connection = await readConnection(data);
  const { account, endpoint } = connection;
  return {
    ...{ settings: clientSettings(connection), account, region: connection.region, isAws: false },
    ...{ label: `the Codeyard at ${endpoint}`, flags: data === defaultDataFolder() ? '' : ` --data ${data}` },
  };
}

async function openAmazon({ region, profile }: AwsOptions): Promise<AwsPlace> {
  const chosen = { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
  const sts = new STS(chosen);
  const [found, identity] = await Promise.all([sts.config.region(), sts.getCallerIdentity({})]).catch(
    (error: Error): never => {
      if (/region/i.test(error.message) && /missing/i.test(error.message))
        throw new UserError('no AWS region is configured: give one with --region, or set AWS_REGION');
      if (error.name === 'CredentialsProviderError')
        throw new UserError(
          `there are no AWS credentials: ${error.message}. Sign in, or name a profile with --profile`,
        );
      throw error;
    },
  );
  const account = identity.Account ?? '';
  const flags = [' --aws', ...Object.entries(chosen).map(([name, value]) => ` --${name} ${value}`)].join('');
  // A variable or a profile may lead elsewhere than to AWS: who installs something has to see it.
  const endpoint = await sts.config.serviceConfiguredEndpoint?.();
  return {
    settings: { ...chosen, region: found },
    ...{ account, region: found, isAws: true, flags },
    label: `AWS account ${account}, ${found}${endpoint ? ` (at ${endpoint})` : ''}`,
  };
}

/** What a service refused, or that nobody answered, told so that the user can put it right. */
export function explainAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code, $fault } = error as Error & { code?: string; $fault?: string };
  if (code === 'ECONNREFUSED') return new UserError('nobody answers there: start the server with: codeyard serve');
  if ($fault === 'client') return new UserError(`${error.name}: ${error.message}`);
  return error;
}
