import type { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { invalidParameter } from '../errors.ts';
import { CURRENT, moveStageByHand } from '../rules/stages.ts';
import { findUsableSecret, findValue } from '../secret-access.ts';
import { listVersions, saveVersions } from '../store.ts';

export const updateSecretVersionStage = operation<UpdateSecretVersionStageCommand, ServiceContext>(
  'UpdateSecretVersionStage',
  async (input, context) => {
    const { VersionStage, MoveToVersionId, RemoveFromVersionId } = input;
    return context.database.transaction(async (tx) => {
      const secret = await findUsableSecret(tx, input.SecretId);
      const versions = await listVersions(tx, secret.arn);
      if (MoveToVersionId !== undefined) await findValue(tx, secret, { versionId: MoveToVersionId });
      if (VersionStage === CURRENT && MoveToVersionId === undefined) {
        throw invalidParameter(
          'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
        );
      }
      const holder = versions.find(({ stages }) => stages.includes(VersionStage));
      if (holder && holder.id !== MoveToVersionId && holder.id !== RemoveFromVersionId) {
        throw invalidParameter(
          `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
      }
      await saveVersions(tx, secret.arn, versions, moveStageByHand(versions, VersionStage, MoveToVersionId));
      return { ARN: secret.arn, Name: secret.name };
    });
  },
);
