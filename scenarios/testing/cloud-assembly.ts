import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const VERSION_PARAMETER = '/cdk-bootstrap/hnb659fds/version';
/** Of the cloud assembly's schema; newer CLIs read older ones. */
const version = '36.0.0';

const role = (purpose: string) =>
  `arn:\${AWS::Partition}:iam::${ACCOUNT}:role/cdk-hnb659fds-${purpose}-role-${ACCOUNT}-${REGION}`;
const ASSETS = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;

/** What a program of the CDK makes: a stack, its template, and the folders that go into the bootstrap bucket. */
export interface CloudAssembly {
  readonly stack: string;
  /** The template, which is given where the folders' archives are, by the names that they have here. */
  readonly template: (code: Record<string, { S3Bucket: string; S3Key: string }>) => object;
  /** Absolute paths of folders, by name. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Writes the `cdk.out` that `cdk --app` takes instead of a program. */
export function writeCloudAssembly(out: string, { stack, template, folders }: CloudAssembly): void {
  mkdirSync(out, { recursive: true });
  const write = (name: string, value: unknown) => writeFileSync(join(out, name), JSON.stringify(value));
  const files: Record<string, object> = {};
  const code: Record<string, { S3Bucket: string; S3Key: string }> = {};
  for (const [name, folder] of Object.entries(folders)) {
    const hash = hashOf(readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')));
    cpSync(folder, join(out, `asset.${hash}`), { recursive: true });
    files[hash] = asset({ path: `asset.${hash}`, packaging: 'zip' }, `${hash}.zip`);
    code[name] = { S3Bucket: ASSETS, S3Key: `${hash}.zip` };
  }
  const text = { ...template(code), ...checkOfBootstrap };
  const hash = hashOf([JSON.stringify(text)]);
  files[hash] = asset({ path: `${stack}.template.json`, packaging: 'file' }, `${hash}.json`);
  const bootstrap = { requiresBootstrapStackVersion: 6, bootstrapStackVersionSsmParameter: VERSION_PARAMETER };
  write('cdk.out', { version });
  write(`${stack}.template.json`, text);
  write(`${stack}.assets.json`, { version, files, dockerImages: {} });
  write('manifest.json', {
    version,
    artifacts: {
      [`${stack}.assets`]: { type: 'cdk:asset-manifest', properties: { file: `${stack}.assets.json`, ...bootstrap } },
      [stack]: {
        type: 'aws:cloudformation:stack',
        environment: `aws://${ACCOUNT}/${REGION}`,
        properties: {
          templateFile: `${stack}.template.json`,
          assumeRoleArn: role('deploy'),
          cloudFormationExecutionRoleArn: role('cfn-exec'),
          stackTemplateAssetObjectUrl: `s3://${ASSETS}/${hash}.json`,
          ...bootstrap,
          lookupRole: { ...bootstrap, arn: role('lookup'), requiresBootstrapStackVersion: 8 },
        },
        dependencies: [`${stack}.assets`],
        displayName: stack,
      },
    },
  });
}

const hashOf = (texts: readonly string[]) => createHash('sha256').update(texts.join('\0')).digest('hex');

const asset = (source: object, objectKey: string) => ({
  source,
  destinations: {
    current: { bucketName: ASSETS, objectKey, region: REGION, assumeRoleArn: role('file-publishing') },
  },
});

/** Is in every template that the CDK writes. */
const checkOfBootstrap = {
  Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: VERSION_PARAMETER } },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }] },
          AssertDescription: 'Version 6 of the bootstrap stack is needed.',
        },
      ],
    },
  },
};
