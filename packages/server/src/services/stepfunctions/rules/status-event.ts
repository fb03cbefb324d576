import type { ServiceEvent } from '../../../gateway/service.ts';
import type { Execution } from '../store/executions.ts';
import { machineArn } from './arns.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export function describeStatusChange(
  home: { region: string; account: string },
  { arn, machine, startedAt, status, document }: Execution,
): ServiceEvent {
  const { name, input, output = null, error = null, cause = null, stoppedAt = null } = document;
  const included = { included: true };
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    key: `states:${arn}`,
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn(home, machine),
      name,
      status,
      startDate: startedAt,
      stopDate: stoppedAt,
      input,
      output,
      error,
      cause,
      inputDetails: included,
      outputDetails: output === null ? null : included,
    },
  };
}
