import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository, type ServerProcess } from './server-process.ts';

const run = promisify(execFile);
const LONGEST_COMMAND_MS = 240_000;
const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** Where Terraform's AWS provider may lie unpacked: the places that Terraform itself looks at, and a mirror. */
const MIRRORS = [
  '/opt/tf-plugins',
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
  join(homedir(), '.terraform.d/plugins'),
];

/** A folder of `.tf` files whose resources are on a server. */
export interface TerraformProject {
  readonly folder: string;
  /** Resolves with what was printed; the exit code of `plan -detailed-exitcode` is in what is thrown. */
  (...argv: string[]): Promise<string>;
  close(): Promise<void>;
}

/** The folder of providers to use, or undefined where Terraform or the AWS provider is missing: tests download nothing. */
export async function findTerraform(): Promise<string | undefined> {
  const mirror = MIRRORS.find((folder) => existsSync(join(folder, PROVIDER)));
  const hasProgram = await run('terraform', ['version']).then(
    () => true,
    () => false,
  );
  return hasProgram ? mirror : undefined;
}

/** A copy of a project of `scenarios/terraform`, with other files beside it, ready to be planned. */
export async function openTerraform(
  server: ServerProcess,
  { mirror, project, files = {} }: { mirror: string; project: string; files?: Record<string, string | Buffer> },
): Promise<TerraformProject> {
  const folder = await mkdtemp(join(tmpdir(), 'codeyard-terraform-'));
  await cp(join(repository, 'scenarios/terraform', project), folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const config = join(folder, 'cli.tfrc');
  await writeFile(config, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
  const env = { ...server.environment, TF_CLI_CONFIG_FILE: config, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  const terraform = async (...argv: string[]) => {
    const options = { cwd: folder, env, timeout: LONGEST_COMMAND_MS, maxBuffer: 64 * 1024 * 1024 };
    return (await run('terraform', [...argv, '-no-color'], options)).stdout.trim();
  };
  await terraform('init', '-input=false');
  return Object.assign(terraform, { folder, close: () => rm(folder, { recursive: true }) });
}
