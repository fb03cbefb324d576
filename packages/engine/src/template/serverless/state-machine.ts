import { objectOf } from './code-location.ts';
import { expandEvents } from './events.ts';
import {
  type Expansion,
  type ExpansionProblem,
  type Made,
  renamed,
  type ServerlessResource,
  tagList,
} from './expansion.ts';
import { makeRole } from './role.ts';

const SAME: Readonly<Record<string, string>> = {
  ...{
    Name: 'StateMachineName',
    Type: 'StateMachineType',
    Logging: 'LoggingConfiguration',
    Tracing: 'TracingConfiguration',
  },
  DefinitionSubstitutions: 'DefinitionSubstitutions',
};

/** A state machine with its role, and the rules that start it. */
export function expandStateMachine({ id, properties }: ServerlessResource): Expansion {
  const location = objectOf(properties.DefinitionUri, { Bucket: 'Bucket', Key: 'Key', Version: 'Version' });
  const problems: ExpansionProblem[] = [];
  if (properties.Definition === undefined && !location)
    problems.push({ message: "Either 'Definition' or 'DefinitionUri' must be specified." });
  const resources: Record<string, Made> = {};
  if (properties.Role === undefined) {
    const made = makeRole({ service: 'states.amazonaws.com', managed: [] }, { id, properties });
    resources[`${id}Role`] = made.role;
    problems.push(...made.problems);
  }
  resources[id] = {
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      ...renamed(properties, SAME),
      ...(properties.Definition === undefined
        ? { DefinitionS3Location: location ?? {} }
        : { Definition: properties.Definition }),
      RoleArn: properties.Role ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
      Tags: tagList(properties.Tags, 'stateMachine:createdBy'),
    },
  };
  const starterId = `${id}StarterRole`;
  const events = expandEvents(
    { id, arn: { Ref: id }, roleArn: { 'Fn::GetAtt': [starterId, 'Arn'] } },
    properties.Events,
  );
  if (Object.keys(events.resources).length > 0) resources[starterId] = starterRole(id);
  return { resources: { ...resources, ...events.resources }, problems: [...problems, ...events.problems] };
}

/** What lets EventBridge start executions. */
const starterRole = (id: string): Made => ({
  type: 'AWS::IAM::Role',
  properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: ['events.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
    },
    Policies: [
      {
        PolicyName: `${id}StarterPolicy`,
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: id } }] },
      },
    ],
  },
});
