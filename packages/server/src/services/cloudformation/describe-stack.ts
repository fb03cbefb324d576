import type { Stack as Described } from '@aws-sdk/client-cloudformation';
import { asObject } from '@codeyard/engine/template/parse-template';
import type { Db } from '../../database/database.ts';
import type { Parts } from './parts.ts';
import { type Stack, statusOf } from './store/stacks.ts';
import { type OpenVersion, openVersion } from './surroundings.ts';

const HIDDEN = '****';

export async function describeStack(db: Db, parts: Parts, stack: Stack): Promise<Described> {
  const { document, id, name } = stack;
  const { facts, version } = document;
  const opened = version === undefined ? undefined : await openVersion(db, parts, id, version).catch(() => undefined);
  return {
    ...{
      StackId: id,
      StackName: name,
      StackStatus: statusOf(stack) as Described['StackStatus'],
      CreationTime: new Date(document.createdAt),
    },
    ...(document.changeSet === undefined ? {} : { ChangeSetId: document.changeSet }),
    ...(facts.description === undefined ? {} : { Description: facts.description }),
    ...(opened ? { Parameters: describeParameters(opened) } : {}),
    ...(document.deletedAt === undefined ? {} : { DeletionTime: new Date(document.deletedAt) }),
    ...(document.updatedAt === undefined ? {} : { LastUpdatedTime: new Date(document.updatedAt) }),
    ...(document.statusReason === undefined ? {} : { StackStatusReason: document.statusReason }),
    ...{ RollbackConfiguration: {}, DisableRollback: document.onFailure === 'DO_NOTHING' },
    ...{
      NotificationARNs: [...facts.notificationArns],
      Capabilities: [...facts.capabilities] as NonNullable<Described['Capabilities']>,
    },
    ...(document.timeoutMinutes === undefined ? {} : { TimeoutInMinutes: document.timeoutMinutes }),
    ...(document.outputs.length === 0 ? {} : { Outputs: describeOutputs(stack) }),
    ...(document.roleArn === undefined ? {} : { RoleARN: document.roleArn }),
    ...(document.parent === undefined ? {} : { ParentId: document.parent }),
    ...(document.rootId === undefined ? {} : { RootId: document.rootId }),
    ...{ Tags: [...facts.tags], EnableTerminationProtection: document.isProtected },
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** Secrets are never shown, and what the parameter store has of a name beside it. */
export function describeParameters({ template, values }: OpenVersion) {
  return Object.entries(values.given).map(([ParameterKey, given]) => {
    const isHidden = String(asObject(template.parameters[ParameterKey]).NoEcho).toLowerCase() === 'true';
    const resolved = values.resolved[ParameterKey];
    return {
      ...{ ParameterKey, ParameterValue: isHidden ? HIDDEN : given },
      ...(resolved === given || resolved === undefined ? {} : { ResolvedValue: isHidden ? HIDDEN : resolved }),
    };
  });
}

const describeOutputs = ({ document }: Stack) =>
  document.outputs.map(({ key, value, description, exportName }) => ({
    ...{ OutputKey: key, OutputValue: value },
    ...(description === undefined ? {} : { Description: description }),
    ...(exportName === undefined ? {} : { ExportName: exportName }),
  }));
