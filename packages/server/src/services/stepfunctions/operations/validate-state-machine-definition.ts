import type { ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { findProblems } from '../check-definition.ts';
import type { Parts } from '../parts.ts';

export const validateStateMachineDefinition = operation<ValidateStateMachineDefinitionCommand, Parts>(
  'ValidateStateMachineDefinition',
  async ({ definition }) => {
    const problems = findProblems(definition);
    return {
      result: problems.length === 0 ? 'OK' : 'FAIL',
      diagnostics: problems.map(({ code, message, location }) => ({
        severity: 'ERROR' as const,
        code,
        message,
        location,
      })),
      truncated: false,
    };
  },
);
