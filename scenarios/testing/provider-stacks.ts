import { setTimeout as pause } from 'node:timers/promises';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { SNS } from '@aws-sdk/client-sns';
import { TEMPLATE } from './pipeline-world.ts';
import type { Entry } from './provider-entry.ts';

const stackOf = (ActionMode: string, StackName: string) => ({
  ...{ ActionMode, StackName },
  RoleArn: 'arn:aws:iam::123456789012:role/pipeline',
});

/** CloudFormation actions in each of their modes, on the stacks of `makeStacks`. */
export function stackEntries(sns: () => SNS): Entry[] {
  /** Every stack here is one topic, which has its name. */
  const count = (stack: string) => async () =>
    ((await sns().listTopics({})).Topics ?? []).filter(({ TopicArn }) => TopicArn?.includes(`:${stack}-`)).length;
  return [
    {
      type: 'Deploy/CloudFormation',
      input: true,
      output: true,
      configuration: {
        ...stackOf('CREATE_UPDATE', 'made'),
        ...{ TemplatePath: 'Code::template.json', OutputFileName: 'stack.json' },
      },
      variables: ['Topic'],
      broken: { configuration: { TemplatePath: 'Code::nowhere.json' }, says: /nowhere/ },
      timesDone: count('made'),
    },
    {
      type: 'Deploy/CloudFormation',
      note: '-replace',
      input: true,
      configuration: { ...stackOf('REPLACE_ON_FAILURE', 'ruin'), TemplatePath: 'Code::template.json' },
      variables: ['Topic'],
      timesDone: count('ruin'),
    },
    {
      type: 'Deploy/CloudFormation',
      note: '-change-set',
      input: true,
      configuration: {
        ...stackOf('CHANGE_SET_REPLACE', 'described'),
        ...{ TemplatePath: 'Code::template.json', ChangeSetName: 'set' },
      },
      broken: { configuration: { TemplatePath: 'Code::page.json' }, says: /Error Code: ValidationError/ },
    },
    {
      type: 'Deploy/CloudFormation',
      note: '-execute',
      configuration: { ...stackOf('CHANGE_SET_EXECUTE', 'planned'), ChangeSetName: 'set' },
      variables: ['Topic'],
      broken: { configuration: { ChangeSetName: 'nowhere' }, says: /nowhere/ },
      timesDone: count('planned'),
    },
    {
      type: 'Deploy/CloudFormation',
      note: '-delete',
      configuration: stackOf('DELETE_ONLY', 'unwanted'),
      broken: { configuration: { StackName: 'protected' }, says: /TerminationProtection/ },
      timesDone: async () => 1 - (await count('unwanted')()),
    },
  ];
}

/** A stack that failed, one that is only planned, and two that are there. */
export async function makeStacks(cloudformation: CloudFormation): Promise<void> {
  const TemplateBody = TEMPLATE;
  const bad = TEMPLATE.replace('"AWS::SNS::Topic"', '"AWS::SNS::Topic","Properties":{"TopicName":"no name"}');
  await cloudformation.createStack({ StackName: 'ruin', TemplateBody: bad });
  await cloudformation.createStack({ StackName: 'unwanted', TemplateBody });
  await cloudformation.createStack({ StackName: 'protected', TemplateBody, EnableTerminationProtection: true });
  const set = { ChangeSetName: 'set', ChangeSetType: 'CREATE' as const, TemplateBody };
  await cloudformation.createChangeSet({ StackName: 'planned', ...set });
  const wanted = { ruin: 'ROLLBACK_COMPLETE', unwanted: 'CREATE_COMPLETE', protected: 'CREATE_COMPLETE' };
  for (const [StackName, status] of Object.entries(wanted)) {
    for (let looks = 0; ; looks++) {
      const { Stacks } = await cloudformation.describeStacks({ StackName });
      if (Stacks?.[0]?.StackStatus === status) break;
      if (looks > 500) throw new Error(`${StackName} is ${Stacks?.[0]?.StackStatus}`);
      await pause(20);
    }
  }
}
