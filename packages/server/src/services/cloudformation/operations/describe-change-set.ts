import type { Change, DescribeChangeSetCommand, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '@codeyard/engine/template/compare-templates';
import { operation } from '../../../gateway/operation.ts';
import { describeParameters } from '../describe-stack.ts';
import { existingChangeSet } from '../find.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { OUTPUTS } from '../prepare.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { VersionValues } from '../rules/stack.ts';
import type { Stack } from '../store/stacks.ts';

export const describeChangeSet = operation<DescribeChangeSetCommand, Parts>(
  'DescribeChangeSet',
  async (input, parts) => {
    const { changeSet, stack } = await existingChangeSet(parts.database, {
      name: input.ChangeSetName,
      stack: input.StackName,
    });
    const { document } = changeSet;
    const read = parts.templates(changeSet.template);
    const values = JSON.parse(parts.vault.open(changeSet.sealed)) as VersionValues;
    const changes = document.changes.filter(({ id }) => id !== OUTPUTS);
    const list = { listing: `DescribeChangeSet ${changeSet.id}`, keyOf: ({ id }: ResourceChange) => id };
    const { rows, nextToken } = listPage(changes, { NextToken: input.NextToken }, list);
    return {
      ...{ ChangeSetName: changeSet.name, ChangeSetId: changeSet.id, StackId: stack.id, StackName: stack.name },
      ...(document.description === undefined ? {} : { Description: document.description }),
      ...(read.ok
        ? { Parameters: describeParameters({ template: read.template, text: changeSet.template, values }) }
        : {}),
      ...{
        CreationTime: new Date(document.createdAt),
        ExecutionStatus: document.executionStatus,
        Status: document.status,
      },
      ...(document.statusReason === undefined ? {} : { StatusReason: document.statusReason }),
      ...{ NotificationARNs: [...document.facts.notificationArns], RollbackConfiguration: {} },
      Capabilities: [...document.facts.capabilities] as (
        | 'CAPABILITY_IAM'
        | 'CAPABILITY_NAMED_IAM'
        | 'CAPABILITY_AUTO_EXPAND'
      )[],
      ...{ Tags: [...document.facts.tags], IncludeNestedStacks: document.includesNested },
      Changes: rows.map((change) => describeChange(stack, change, parts.findType(change.type))),
      ...(nextToken ? { NextToken: nextToken } : {}),
    };
  },
);

/** Whether another resource comes: surely, or only if one that it refers to is replaced. */
function replacementOf({ action, properties, dynamic }: ResourceChange, type: ResourceType | undefined) {
  if (action !== 'Modify') return {};
  const replaces = (name: string) => !type?.update || type.properties[name] === 'replaces';
  if (properties.some(replaces)) return { Replacement: 'True' as const };
  return { Replacement: dynamic.some(replaces) ? ('Conditional' as const) : ('False' as const) };
}

function describeChange({ state }: Stack, change: ResourceChange, type: ResourceType | undefined): Change {
  const physicalId = state.resources[change.id]?.physicalId;
  const detail = (Name: string, Evaluation: 'Static' | 'Dynamic'): ResourceChangeDetail => {
    const replaces = !type?.update || type.properties[Name] === 'replaces';
    const RequiresRecreation = replaces ? (Evaluation === 'Static' ? 'Always' : 'Conditionally') : 'Never';
    const Target = Name === 'Tags' ? { Attribute: 'Tags' as const } : { Attribute: 'Properties' as const, Name };
    return { Target: { ...Target, RequiresRecreation }, Evaluation, ChangeSource: 'DirectModification' };
  };
  const details = [
    ...change.properties.map((name) => detail(name, 'Static')),
    ...change.dynamic.map((name) => detail(name, 'Dynamic')),
  ];
  return {
    Type: 'Resource',
    ResourceChange: {
      ...{ Action: change.action, LogicalResourceId: change.id, ResourceType: change.type, Details: details },
      ...(change.action === 'Add' || physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
      ...replacementOf(change, type),
      Scope:
        change.action === 'Modify'
          ? [details.some(({ Target }) => Target?.Attribute === 'Tags') ? 'Tags' : 'Properties']
          : [],
    },
  };
}
