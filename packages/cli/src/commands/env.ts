import { Command } from 'commander';
import { defaultDataFolder } from '../environment.ts';
import { readConnection } from '../server/connection.ts';

/** `eval "$(codeyard env)"` points the aws CLI and every SDK at the running server. */
export function envCommand(): Command {
  return new Command('env')
    .description('print shell exports that point AWS clients at the server: eval "$(codeyard env)"')
    .option('--data <folder>', 'data folder of the server', defaultDataFolder())
    .action(async ({ data }: { data: string }) => {
      const { endpoint, region, accessKeyId, secretAccessKey } = await readConnection(data);
      const variables = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      };
      // A session token or a profile from before would win over the key, or be sent along with it.
      process.stdout.write(
        '# an aws CLI before 1.29 or 2.13 must also be told: aws --endpoint-url "$AWS_ENDPOINT_URL" ...\n',
      );
      process.stdout.write('unset AWS_SESSION_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE\n');
      for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}='${value}'\n`);
    });
}
