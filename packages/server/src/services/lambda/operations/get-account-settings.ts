import type { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';

export const getAccountSettings = operation<GetAccountSettingsCommand, Parts>(
  'GetAccountSettings',
  async (_, { concurrentFunctions }) => ({
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: concurrentFunctions,
      UnreservedConcurrentExecutions: concurrentFunctions,
    },
    AccountUsage: {},
  }),
);
