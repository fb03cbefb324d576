import type { ActionDeclaration, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { invalid } from './errors.ts';
import type { Parts } from './parts.ts';
import { isMask, keptSecret, MASK, mapSecrets, secretKeys } from './rules/secrets.ts';

/** An action's configuration with its secrets in clear, for the work itself. */
export function openSecrets({ vault }: Parts, declaration: ActionDeclaration): Record<string, string> {
  const configuration = { ...declaration.configuration };
  for (const name of secretKeys(declaration)) configuration[name] = vault.open(configuration[name] ?? '');
  return configuration;
}

/** A configuration as it may be shown. */
export function maskedConfiguration(
  declaration: ActionDeclaration,
  configuration: Readonly<Record<string, string>>,
): Record<string, string> {
  const secrets = secretKeys(declaration);
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [key, secrets.includes(key) ? MASK : value]),
  );
}

/** The declaration as it is kept: secrets sealed; one that came back as its mask is the one kept before. */
export function sealSecrets(
  { vault }: Parts,
  pipeline: PipelineDeclaration,
  before?: PipelineDeclaration,
): PipelineDeclaration {
  return mapSecrets(pipeline, (secret, place) => {
    if (!isMask(secret)) return vault.seal(secret);
    const kept = keptSecret(before, place);
    if (kept !== undefined) return kept;
    throw invalid(
      'ActionDeclaration',
      `Action configuration for the new action "${place.action}" contains an invalid configuration for the secret property "${place.key}". "****" may be used in secret properties only when updating an existing action.`,
    );
  });
}
