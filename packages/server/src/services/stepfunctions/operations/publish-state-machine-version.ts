import type { PublishStateMachineVersionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { lockExisting } from '../find.ts';
import type { Parts } from '../parts.ts';
import { publish } from '../publish.ts';

export const publishStateMachineVersion = operation<PublishStateMachineVersionCommand, Parts>(
  'PublishStateMachineVersion',
  async ({ stateMachineArn, revisionId, description }, parts) =>
    await parts.database.transaction(async (tx) => {
      const record = await lockExisting(tx, stateMachineArn);
      const { arn, document } = await publish(tx, parts, record, { revisionId, description });
      return { stateMachineVersionArn: arn, creationDate: new Date(document.createdAt) };
    }),
);
