import type { CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { operation } from '../../../gateway/operation.ts';
import { createChangeSet as create } from '../create-change-set.ts';
import { notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';

export const createChangeSet = operation<CreateChangeSetCommand, Parts>('CreateChangeSet', async (input, parts) => {
  if (input.ChangeSetType === 'IMPORT' || input.ResourcesToImport?.length) throw notHere('Importing resources');
  if (input.RollbackConfiguration?.RollbackTriggers?.length) throw notHere('A rollback trigger');
  const { id, stack } = await create(parts, input, parts.request.caller);
  return { Id: id, StackId: stack };
});
