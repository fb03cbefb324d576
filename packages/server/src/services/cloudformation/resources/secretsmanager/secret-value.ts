import type { GetRandomPasswordCommandInput } from '@aws-sdk/client-secrets-manager';
import { asObject, type JsonObject } from '@codeyard/engine/template/parse-template';
import { given } from '../property-values.ts';
import { type ResourceCall, ResourceFailure, textOf } from '../resource-type.ts';

/** The value that the template says or asks to be made up; undefined for a secret without one. */
export async function secretValue(call: ResourceCall): Promise<string | undefined> {
  const { GenerateSecretString, SecretString } = call.properties;
  const text = textOf(SecretString);
  const isGenerated = GenerateSecretString !== undefined && GenerateSecretString !== null;
  if (!isGenerated) return text;
  if (text !== undefined)
    throw new ResourceFailure('SecretString and GenerateSecretString cannot both be given; leave one of them out.');
  return await generate(call, asObject(GenerateSecretString));
}

/** A password by itself, or as a member of a JSON template. */
async function generate({ aws, fit }: ResourceCall, generator: JsonObject): Promise<string> {
  const { GenerateStringKey, SecretStringTemplate, ...rules } = generator;
  const template = textOf(SecretStringTemplate);
  const key = textOf(GenerateStringKey);
  if ((template === undefined) !== (key === undefined))
    throw new ResourceFailure('GenerateStringKey and SecretStringTemplate must be given together.');
  const members = template === undefined ? undefined : readTemplate(template);
  const input = fit<GetRandomPasswordCommandInput>('secrets-manager', 'GetRandomPassword', given(rules));
  const { RandomPassword = '' } = await aws.secretsmanager.getRandomPassword(input);
  return members && key !== undefined ? JSON.stringify({ ...members, [key]: RandomPassword }) : RandomPassword;
}

/** The message has nothing of the template: there may be secrets in it. */
function readTemplate(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below.
  }
  throw new ResourceFailure('SecretStringTemplate must be the text of a JSON object.');
}
