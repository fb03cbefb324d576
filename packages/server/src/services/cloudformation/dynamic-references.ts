import type { Json } from '@codeyard/engine/template/parse-template';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import { ResourceFailure } from './resources/resource-type.ts';

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;

/** A value with every `{{resolve:…}}` in its texts looked up. They are looked up when they are used, and never written down. */
export async function resolveReferences<Value extends Json>(aws: AwsClients, value: Value): Promise<Value> {
  const found = new Map<string, string>();
  for (const [text, service = '', reference = ''] of JSON.stringify(value).matchAll(REFERENCE))
    if (!found.has(text))
      found.set(
        text,
        await (service === 'secretsmanager' ? readSecret : readParameter)(aws, JSON.parse(`"${reference}"`)),
      );
  return found.size === 0 ? value : (replaceIn(value, found) as Value);
}

function replaceIn(value: Json, found: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string')
    return value.replace(REFERENCE, (text) => found.get(JSON.stringify(text).slice(1, -1)) ?? text);
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, found));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaceIn(member, found)]));
}

/** `name` or `name:version`. */
async function readParameter(aws: AwsClients, reference: string): Promise<string> {
  try {
    const { Parameter } = await aws.ssm.getParameter({ Name: reference, WithDecryption: true });
    return Parameter?.Value ?? '';
  } catch (error) {
    throw new ResourceFailure(
      `Unable to resolve the dynamic reference to the parameter ${reference}: ${messageOf(error)}`,
    );
  }
}

/** `id:SecretString:key:stage:version`, of which all but the id may be left out. An ARN has colons of its own. */
async function readSecret(aws: AwsClients, reference: string): Promise<string> {
  const parts = reference.split(':');
  const idLength = parts[0] === 'arn' ? 7 : 1;
  const SecretId = parts.slice(0, idLength).join(':');
  const [, key, VersionStage, VersionId] = parts.slice(idLength);
  try {
    const request = { SecretId, ...(VersionStage ? { VersionStage } : {}), ...(VersionId ? { VersionId } : {}) };
    const { SecretString = '' } = await aws.secretsmanager.getSecretValue(request);
    if (!key) return SecretString;
    const value = (JSON.parse(SecretString) as Record<string, unknown>)[key];
    if (value === undefined) throw new Error(`Could not find a value associated with JSONKey in SecretString`);
    return String(value);
  } catch (error) {
    throw new ResourceFailure(`Unable to resolve the dynamic reference to the secret ${SecretId}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
