import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { type Call, WORK } from './play-case.ts';

/** A folder with a git repository of one commit and a ZIP file of the same, for the sources of the cases' pipelines. */
export interface SourceFolder {
  readonly folder: string;
  /** The same repository, bare: where versions are looked up, not taken as they lie. */
  readonly bare: string;
  readonly commit: string;
  readonly zip: Buffer;
  remove(): void;
}

/** A stack of one topic. */
export const TEMPLATE = JSON.stringify({
  Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
  Outputs: { Topic: { Value: { Ref: 'Topic' } } },
});

export function makeSourceFolder(): SourceFolder {
  const folder = mkdtempSync(join(tmpdir(), 'codeyard-cases-'));
  const git = (...argv: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...argv], { cwd: folder });
  writeFileSync(join(folder, 'page.html'), 'one');
  writeFileSync(join(folder, 'page.json'), '{"page":1}');
  writeFileSync(join(folder, 'template.json'), TEMPLATE);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  git('archive', '--format=zip', '-o', '.git/code.zip', 'HEAD');
  git('clone', '-q', '--bare', '.', '.git/bare.git');
  return {
    folder,
    bare: join(folder, '.git/bare.git'),
    commit: git('rev-parse', 'HEAD').toString().trim(),
    zip: readFileSync(join(folder, '.git/code.zip')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What AWS clients of the SDK are made with. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
}

/** The buckets and the action type that the cases' pipelines are made of. */
export async function prepareWorld(settings: ClientSettings, { zip }: SourceFolder): Promise<void> {
  const s3 = new S3({ ...settings, forcePathStyle: true });
  for (const Bucket of ['artifacts', 'source']) await s3.createBucket({ Bucket });
  await s3.putBucketVersioning({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } });
  await s3.putObject({ Bucket: 'source', Key: 'code.zip', Body: zip });
  const none = { minimumCount: 0, maximumCount: 0 };
  const { category, provider, version } = WORK;
  await new CodePipeline(settings).createCustomActionType({
    ...{ category, provider, version },
    inputArtifactDetails: none,
    outputArtifactDetails: none,
  });
}

/** Calls through the SDK: operation by name, input and output as plain data. */
export function callBySdk(settings: ClientSettings): Call {
  const client = new CodePipeline({ ...settings, maxAttempts: 1 });
  const methods = client as unknown as Record<string, (input: object) => Promise<unknown>>;
  return async (operation, input) => {
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const method = methods[name];
    if (!method) throw new Error(`CodePipeline has no operation ${operation}`);
    return await method.call(client, input);
  };
}
