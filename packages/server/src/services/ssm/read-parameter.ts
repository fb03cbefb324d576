import type { Db } from '../../database/database.ts';
import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn } from '../../platform/arn.ts';
import { parameterNotFound, versionNotFound } from './errors.ts';
import { readSelector } from './rules/check-parameter.ts';
import { publicImage } from './rules/public-parameters.ts';
import { findParameter, findVersion, listVersions, type ParameterVersion } from './store/parameters.ts';

const SECRETS_PREFIX = '/aws/reference/secretsmanager/';
const MOST_VERSIONS = 100;

/** The version a selector stands for; refuses when there is none. */
export async function readParameter(context: ServiceContext, text: string): Promise<ParameterVersion> {
  if (text.startsWith(SECRETS_PREFIX)) return await readSecret(context, text);
  const image = publicImage(text);
  if (image) return publicParameter(text, image);
  const { name, selector } = readSelector(text);
  const found = await findParameter(context.database, name);
  if (!found) throw parameterNotFound();
  if (selector === undefined) return found.current;
  const version = await findSelected(context.database, name, selector);
  if (!version) throw versionNotFound(name, selector);
  return version;
}

async function findSelected(db: Db, name: string, selector: string): Promise<ParameterVersion | undefined> {
  if (/^\d+$/.test(selector)) return await findVersion(db, name, Number(selector));
  return (await listVersions(db, name, 0, MOST_VERSIONS)).find(({ labels }) => labels.includes(selector));
}

/** One of AWS's own: an image that stands for this machine. */
const publicParameter = (name: string, value: string): ParameterVersion => ({
  ...{
    name,
    value,
    version: 1,
    type: 'String',
    dataType: 'aws:ec2:image',
    tier: 'Standard',
    modifiedBy: '',
    modifiedAt: 0,
    labels: [],
  },
});

/** `/aws/reference/secretsmanager/<id>` stands for a secret's value. */
async function readSecret({ aws, vault, clock }: ServiceContext, name: string): Promise<ParameterVersion> {
  const request = aws.secretsmanager.getSecretValue({ SecretId: name.slice(SECRETS_PREFIX.length) });
  const secret = await request.catch((error: Error) => {
    if (error.name === 'ResourceNotFoundException') throw parameterNotFound();
    throw error;
  });
  const value = vault.seal(secret.SecretString ?? '');
  const modifiedAt = secret.CreatedDate?.getTime() ?? clock.now();
  return {
    name,
    version: 0,
    type: 'SecureString',
    value,
    dataType: 'text',
    tier: 'Standard',
    modifiedBy: '',
    modifiedAt,
    labels: [],
  };
}

export function parameterArn({ account, region }: ServiceContext, name: string): string {
  return formatArn({ service: 'ssm', region, account, resource: `parameter${name.startsWith('/') ? '' : '/'}${name}` });
}

/** A parameter with its value; a SecureString stays sealed unless it is to be decrypted. */
export function describeValue(context: ServiceContext, parameter: ParameterVersion, decrypt: boolean | undefined) {
  const secret = parameter.type === 'SecureString';
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: secret && decrypt ? context.vault.open(parameter.value) : parameter.value,
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.modifiedAt),
    ARN: parameterArn(context, parameter.name),
    DataType: parameter.dataType,
  };
}

/** A parameter without its value. */
export function describeMetadata(context: ServiceContext, parameter: ParameterVersion) {
  return {
    Name: parameter.name,
    ARN: parameterArn(context, parameter.name),
    Type: parameter.type,
    ...(parameter.keyId === undefined ? {} : { KeyId: parameter.keyId }),
    LastModifiedDate: new Date(parameter.modifiedAt),
    LastModifiedUser: parameter.modifiedBy,
    ...(parameter.description === undefined ? {} : { Description: parameter.description }),
    ...(parameter.allowedPattern === undefined ? {} : { AllowedPattern: parameter.allowedPattern }),
    Version: parameter.version,
    Tier: parameter.tier as 'Standard',
    Policies: [],
    DataType: parameter.dataType,
  };
}
