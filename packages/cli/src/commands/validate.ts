import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatProblems } from '@codeyard/engine/buildspec/format-problems';
import { parseBuildspec } from '@codeyard/engine/buildspec/parse-buildspec';
import { Command } from 'commander';
import { readTarget } from '../run/read-target.ts';
import { UserError } from '../user-error.ts';

interface ValidateOptions {
  readonly account: string;
  readonly region: string;
}

/** Says what is wrong with a buildspec, a pipeline's JSON or a template, without running anything. */
export function validateCommand(setStatus: (status: number) => void): Command {
  return new Command('validate')
    .description('say what is wrong with a buildspec, a pipeline or a template, with line and column')
    .argument('[path]', 'file or folder', '.')
    .option('--account <id>', 'AWS account id to stand for', '123456789012')
    .option('--region <name>', 'AWS region to stand for', 'us-east-1')
    .action(async (path: string, options: ValidateOptions) => {
      const buildspec = await findBuildspec(path);
      const checked = buildspec ? await validateBuildspec(buildspec) : await validateDefinition(path, options);
      process.stdout.write(`${checked.text}\n`);
      setStatus(checked.good ? 0 : 1);
    });
}

async function findBuildspec(path: string): Promise<string | undefined> {
  if (/buildspec[^/]*\.(ya?ml|json)$/.test(path)) return path;
  const names = ['buildspec.yml', 'buildspec.yaml'];
  for (const name of names) if (await isFile(join(path, name))) return join(path, name);
  return undefined;
}

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() === true;

async function validateBuildspec(file: string): Promise<{ good: boolean; text: string }> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(`there is nothing at ${file}`);
  });
  const parsed = parseBuildspec(text);
  if (!parsed.ok) return { good: false, text: formatProblems(parsed.problems, { file, text }) };
  const { batch } = parsed.buildspec;
  if (batch?.ok === false) return { good: false, text: formatProblems(batch.problems, { file, text }) };
  const warnings = parsed.warnings.length > 0 ? `\n${formatProblems(parsed.warnings, { file, text })}` : '';
  const phases = parsed.buildspec.phases.map(({ name, commands }) => `${name} (${commands.length})`);
  return { good: true, text: `${file} is good: ${phases.join(', ') || 'no phases'}${warnings}` };
}

async function validateDefinition(path: string, options: ValidateOptions): Promise<{ good: boolean; text: string }> {
  const target = await readTarget(path, { ...options, parameters: {} });
  if (target.kind === 'build') return { good: true, text: `${path} holds a buildspec` };
  const stages = target.pipeline.stages?.map(({ name, actions }) => `${name} (${actions?.length ?? 0})`) ?? [];
  const lines = [`${target.pipeline.name} is read: ${stages.join(', ')}`, ...target.notices];
  return { good: true, text: lines.join('\n') };
}
