import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The other judge of the wire besides the SDK for JavaScript: the library under the aws CLI and boto3. */
export const BOTOCORE_SERVICES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'logs',
  codebuild: 'codebuild',
  codepipeline: 'codepipeline',
  eventbridge: 'events',
  iam: 'iam',
  s3: 's3',
  'secrets-manager': 'secretsmanager',
  sns: 'sns',
  ssm: 'ssm',
  sts: 'sts',
};

/** Why botocore cannot be asked; undefined when it can. */
export function botocoreMissing(): string | undefined {
  const { status } = spawnSync('python3', ['-c', 'import botocore'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'no python3 with botocore on this machine';
}

/** Runs one of the scripts beside this file: JSON lines in, JSON lines out. */
export function runBotocore(script: 'serialize.py' | 'parse.py', lines: readonly unknown[]): unknown[] {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const input = lines.map((line) => JSON.stringify(line)).join('\n');
  const output = execFileSync('python3', [file], { input, maxBuffer: 256 * 1024 ** 2, encoding: 'utf8' });
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
