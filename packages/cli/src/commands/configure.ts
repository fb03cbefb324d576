import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { awsFolder, defaultDataFolder } from '../environment.ts';
import { readConnection } from '../server/connection.ts';
import { UserError } from '../user-error.ts';
import { replaceSection } from './profile-section.ts';

interface Options {
  readonly data: string;
  readonly profile: string;
}

/** Writes an AWS profile that points at the running server; other profiles stay as they are. */
export function configureCommand(): Command {
  return new Command('configure')
    .description('write an AWS profile for the server')
    .option('--data <folder>', 'data folder of the server', defaultDataFolder())
    .option('--profile <name>', 'name of the profile', 'codeyard')
    .action(async ({ data, profile }: Options) => {
      if (!/^[\w.-]+$/.test(profile))
        throw new UserError(`'${profile}' is no name for a profile: use letters, digits, . _ -`);
      const { endpoint, region, accessKeyId, secretAccessKey } = await readConnection(data);
      const header = profile === 'default' ? 'default' : `profile ${profile}`;
      await edit('config', header, { region, endpoint_url: endpoint });
      await edit('credentials', profile, {
        aws_access_key_id: accessKeyId,
        aws_secret_access_key: secretAccessKey,
      });
      process.stdout.write(
        `Profile ${profile} points at ${endpoint}. Try: aws --profile ${profile} codepipeline list-pipelines\n`,
      );
    });
}

async function edit(name: 'config' | 'credentials', header: string, values: Record<string, string>): Promise<void> {
  await mkdir(awsFolder(), { recursive: true, mode: 0o700 });
  const file = join(awsFolder(), name);
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const fresh = `${file}.codeyard-new`;
  await writeFile(fresh, replaceSection(before, header, values), { mode: 0o600 });
  await rename(fresh, file);
}
