/** Which secret, which part of it and which version of it a variable of type SECRETS_MANAGER asks for. */
export interface SecretReference {
  /** Name or ARN. */
  readonly secretId: string;
  /** The member of the secret's JSON object; absent for the whole secret string. */
  readonly jsonKey?: string;
  /** AWSCURRENT when neither stage nor version is given. */
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** `arn:aws:secretsmanager:region:account:secret:name` holds six colons of its own. */
const FIELDS_OF_AN_ARN = 7;

/** Reads `secret-id[:json-key[:version-stage[:version-id]]]`; fields left empty are absent. */
export function parseSecretReference(text: string): SecretReference {
  const fields = text.split(':');
  const fieldsOfId = fields[0] === 'arn' ? FIELDS_OF_AN_ARN : 1;
  const secretId = fields.slice(0, fieldsOfId).join(':');
  const [jsonKey, versionStage, versionId] = fields.slice(fieldsOfId);
  return {
    secretId,
    ...(jsonKey ? { jsonKey } : {}),
    ...(versionStage ? { versionStage } : {}),
    ...(versionId ? { versionId } : {}),
  };
}
