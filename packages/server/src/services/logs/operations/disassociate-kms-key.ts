import type { DisassociateKmsKeyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { setKmsKey } from '../set-kms-key.ts';

export const disassociateKmsKey = operation<DisassociateKmsKeyCommand, ServiceContext>(
  'DisassociateKmsKey',
  async (input, { database }) => {
    await setKmsKey(database, input, null);
  },
);
