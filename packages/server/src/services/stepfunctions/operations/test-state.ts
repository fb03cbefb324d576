import type { TestStateCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { testState as test } from '../test-state.ts';

export const testState = operation<TestStateCommand, Parts>(
  'TestState',
  async (input, parts) => await test(parts, input),
);
