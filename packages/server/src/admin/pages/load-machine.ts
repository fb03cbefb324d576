import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { parseStateMachine } from '@codeyard/engine/states-language/parse-state-machine';
import type { AwsClients } from '../../gateway/aws-clients.ts';
import type { ListedExecution, MachineView } from './machine-page.ts';

export interface LoadedMachine {
  readonly view: Omit<MachineView, 'executions' | 'linkTo' | 'now' | 'isFirst'>;
  readonly executions: readonly (Omit<ListedExecution, 'link'> & { readonly arn: string })[];
}

const PAGE = 50;

interface Place {
  readonly status: string | undefined;
  readonly from: string | undefined;
}

/** Reads a state machine and a page of its executions through the API; rejects with what the API refuses. */
export async function loadMachine(
  { stepfunctions }: Pick<AwsClients, 'stepfunctions'>,
  stateMachineArn: string,
  { status, from }: Place,
): Promise<LoadedMachine> {
  const machine = await stepfunctions.describeStateMachine({ stateMachineArn });
  const parsed = parseStateMachine(machine.definition ?? '');
  const filter = {
    ...(status === undefined ? {} : { statusFilter: status as ExecutionStatus }),
    ...(from === undefined ? {} : { nextToken: from }),
  };
  const list =
    machine.type === 'EXPRESS'
      ? undefined
      : await stepfunctions.listExecutions({ stateMachineArn, maxResults: PAGE, ...filter });
  return {
    view: {
      arn: stateMachineArn,
      name: machine.name ?? stateMachineArn,
      ...(machine.description === undefined ? {} : { description: machine.description }),
      type: machine.type ?? 'STANDARD',
      createdAt: machine.creationDate?.getTime() ?? 0,
      machine: parsed.ok ? parsed.machine : undefined,
      ...(list ? {} : { noExecutions: 'Executions of EXPRESS state machines are not listed.' }),
      ...(status === undefined ? {} : { status }),
      ...(list?.nextToken ? { next: list.nextToken } : {}),
    },
    executions: (list?.executions ?? []).map(({ executionArn = '', name = '', startDate, stopDate, ...run }) => ({
      arn: executionArn,
      name,
      status: run.status ?? '',
      startedAt: startDate?.getTime() ?? 0,
      ...(stopDate ? { stoppedAt: stopDate.getTime() } : {}),
    })),
  };
}
