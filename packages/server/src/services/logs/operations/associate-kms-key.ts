import type { AssociateKmsKeyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { setKmsKey } from '../set-kms-key.ts';

/** The key is recorded: events lie in the data folder as they are. */
export const associateKmsKey = operation<AssociateKmsKeyCommand, ServiceContext>(
  'AssociateKmsKey',
  async (input, { database }) => {
    await setKmsKey(database, input, input.kmsKeyId);
  },
);
