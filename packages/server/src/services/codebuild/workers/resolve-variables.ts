import { parseSecretReference } from '@codeyard/engine/buildspec/secret-reference';
import type { Parts } from '../parts.ts';
import type { WantedVariable } from '../rules/environment.ts';
import { BuildFailure, orFailBuild } from './build-failure.ts';
import { readJsonObject } from './read-json-object.ts';

/** A build's own variables with their values; `secrets` are the values that came out of a store. */
export interface ResolvedVariables {
  readonly values: Readonly<Record<string, string>>;
  readonly secretNames: ReadonlySet<string>;
  readonly secrets: readonly string[];
}

/** GetParameters takes no more names at once. */
const NAMES_PER_REQUEST = 10;

/** Fetches what has to be fetched; a missing parameter or secret fails the build by name. */
export async function resolveVariables(parts: Parts, wanted: readonly WantedVariable[]): Promise<ResolvedVariables> {
  const values = new Map<string, string>();
  const secretNames = new Set<string>();
  const parameters = await fetchParameters(parts, wanted);
  for (const variable of wanted) {
    if (variable.kind !== 'PLAINTEXT') secretNames.add(variable.name);
    values.set(variable.name, await valueFor(parts, variable, parameters));
  }
  const secrets = [...secretNames].flatMap((name) => values.get(name) ?? []);
  return { values: Object.fromEntries(values), secretNames, secrets: [...new Set(secrets)] };
}

async function valueFor(
  parts: Parts,
  { kind, value }: WantedVariable,
  parameters: ReadonlyMap<string, string>,
): Promise<string> {
  if (kind === 'PLAINTEXT') return value;
  if (kind === 'SECRETS_MANAGER') return await fetchSecret(parts, value);
  return parameters.get(value) ?? '';
}

async function fetchParameters(parts: Parts, wanted: readonly WantedVariable[]): Promise<Map<string, string>> {
  const names = [...new Set(wanted.filter(({ kind }) => kind === 'PARAMETER_STORE').map(({ value }) => value))];
  const found = new Map<string, string>();
  for (let start = 0; start < names.length; start += NAMES_PER_REQUEST) {
    const request = { Names: names.slice(start, start + NAMES_PER_REQUEST), WithDecryption: true };
    const { Parameters = [], InvalidParameters = [] } = await orFailBuild(
      parts.aws.ssm.getParameters(request),
      asFailure,
    );
    if (InvalidParameters.length > 0) throw new BuildFailure('CLIENT_ERROR', missing(InvalidParameters));
    for (const { Name, ARN, Selector = '', Value = '' } of Parameters) {
      for (const name of [`${Name}${Selector}`, `${ARN}${Selector}`]) found.set(name, Value);
    }
  }
  const lost = names.filter((name) => !found.has(name));
  if (lost.length > 0) throw new BuildFailure('CLIENT_ERROR', missing(lost));
  return found;
}

const missing = (names: readonly string[]) => `Parameter does not exist: ${names.join(', ')}`;
const asFailure = ({ name, message }: Error) => ({ code: 'CLIENT_ERROR', message: `${name}: ${message}` });

/** AWS's status code for these is a sentence. */
const SECRET_ERROR = 'Secrets Manager Error';

async function fetchSecret(parts: Parts, text: string): Promise<string> {
  const { secretId, jsonKey, versionStage, versionId } = parseSecretReference(text);
  const request = {
    SecretId: secretId,
    ...(versionStage ? { VersionStage: versionStage } : {}),
    ...(versionId ? { VersionId: versionId } : {}),
  };
  const { SecretString = '' } = await orFailBuild(parts.aws.secretsmanager.getSecretValue(request), (refusal) => ({
    code: SECRET_ERROR,
    message: `${refusal.name}: ${refusal.message}`,
  }));
  if (!jsonKey) return SecretString;
  const value = readJsonObject(SecretString)[jsonKey];
  if (value === undefined) throw new BuildFailure(SECRET_ERROR, `The secret ${secretId} has no key ${jsonKey}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
