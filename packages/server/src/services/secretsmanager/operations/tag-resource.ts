import type { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { changeSecret } from '../secret-access.ts';

export const tagResource = operation<TagResourceCommand, ServiceContext>('TagResource', async (input, context) => {
  const added = Object.fromEntries(input.Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  await changeSecret(context.database, input.SecretId, (secret) => ({ ...secret, tags: { ...secret.tags, ...added } }));
});
