// CloudFormation: a stack of many light resources, from the request to its last event; beside it, the same calls made one by one.
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SSM } from '@aws-sdk/client-ssm';
import { startServer } from '../scenarios/testing/server-process.ts';
import { milliseconds, type Row, report, spreadOf, timed } from './measure.ts';

const RESOURCES = 200;
const TURNS = 7;
const SMALL_TURNS = 40;
const LOOK_MS = 10;
const rows: Row[] = [];
const times = (what: string, values: readonly number[]) => {
  const { median, p99 } = spreadOf(values);
  rows.push({ what, values: { median: milliseconds(median), p99: milliseconds(p99) } });
};
const pause = (delayMs: number) => new Promise((resolve) => setTimeout(resolve, delayMs));

/** Topics and parameters in short chains, as templates have them: every second one refers to the one before it. */
function template(count: number, turn: number): string {
  const Resources: Record<string, object> = {};
  for (let number = 0; number < count; number += 2) {
    Resources[`Topic${number}`] = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: `turn ${turn}` } };
    Resources[`Parameter${number}`] = {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::Sub': `\${Topic${number}.TopicName} ${turn}` } },
    };
  }
  return JSON.stringify({ Resources });
}

async function settled(cloudformation: CloudFormation, StackName: string, wanted: string): Promise<void> {
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudformation.describeStacks({ StackName });
    if (stack?.StackStatus === wanted) return;
    if (!stack?.StackStatus?.endsWith('IN_PROGRESS'))
      throw new Error(`${stack?.StackStatus}: ${stack?.StackStatusReason}`);
    await pause(LOOK_MS);
  }
}

async function lives(cloudformation: CloudFormation, count: number, turns: number) {
  const taken = { create: [] as number[], update: [] as number[], remove: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    const StackName = `bench-${count}-${turn}`;
    let id = '';
    taken.create.push(
      await timed(async () => {
        id = (await cloudformation.createStack({ StackName, TemplateBody: template(count, 1) })).StackId ?? '';
        await settled(cloudformation, id, 'CREATE_COMPLETE');
      }),
    );
    taken.update.push(
      await timed(async () => {
        await cloudformation.updateStack({ StackName, TemplateBody: template(count, 2) });
        await settled(cloudformation, id, 'UPDATE_COMPLETE');
      }),
    );
    taken.remove.push(
      await timed(async () => {
        await cloudformation.deleteStack({ StackName });
        await settled(cloudformation, id, 'DELETE_COMPLETE');
      }),
    );
  }
  times(`${count} resources: create`, taken.create);
  times(`${count} resources: update all of them`, taken.update);
  times(`${count} resources: delete`, taken.remove);
}

async function main(): Promise<void> {
  const server = await startServer();
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  const [cloudformation, ssm] = [new CloudFormation(settings), new SSM(settings)];
  try {
    await lives(cloudformation, 2, SMALL_TURNS);
    await lives(cloudformation, RESOURCES, TURNS);
    const floor: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      floor.push(
        await timed(async () => {
          for (let number = 0; number < RESOURCES; number += 8) {
            const names = Array.from({ length: 8 }, (_, at) => `/floor/${turn}/${number + at}`);
            await Promise.all(names.map((Name) => ssm.putParameter({ Name, Type: 'String', Value: 'it' })));
          }
        }),
      );
    }
    times(`floor: ${RESOURCES} PutParameter, eight at a time`, floor);
    report('Stacks', rows);
  } finally {
    await server.stop();
  }
}

await main();
