import type { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { operation } from '../../../gateway/operation.ts';
import { checkDefinition } from '../check-definition.ts';
import { invalidName, machineExists } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { publish } from '../publish.ts';
import { isName, machineArn } from '../rules/arns.ts';
import type { MachineDocument } from '../rules/state-machine.ts';
import { findMachine, insertMachine, keepDefinition } from '../store/machines.ts';
import { tagsOf } from '../tags.ts';

const isSame = (one: MachineDocument, other: MachineDocument) =>
  one.definition === other.definition &&
  one.type === other.type &&
  one.roleArn === other.roleArn &&
  JSON.stringify([one.logging, one.tracing]) === JSON.stringify([other.logging, other.tracing]);

export const createStateMachine = operation<CreateStateMachineCommand, Parts>(
  'CreateStateMachine',
  async (input, parts) => {
    const { name, definition, roleArn } = input;
    if (!isName(name)) throw invalidName(name);
    const hash = checkDefinition(definition);
    const document: MachineDocument = {
      ...{ definition: hash, roleArn, type: input.type ?? 'STANDARD' },
      ...(input.loggingConfiguration ? { logging: input.loggingConfiguration } : {}),
      ...(input.tracingConfiguration ? { tracing: input.tracingConfiguration } : {}),
      ...(input.encryptionConfiguration ? { encryption: input.encryptionConfiguration } : {}),
      ...{ revisionId: parts.ids.uuid(), createdAt: parts.clock.now() },
    };
    const made = { name, document, versions: 0, tags: tagsOf(input.tags) };
    return await parts.database.transaction(async (tx) => {
      await keepDefinition(tx, hash, definition);
      const isNew = await insertMachine(tx, made);
      const record = (isNew ? made : await findMachine(tx, name)) ?? made;
      // As on AWS, making the same one again is no error.
      if (!isNew && !isSame(record.document, document)) throw machineExists(machineArn(parts, name));
      const version = input.publish
        ? await publish(tx, parts, record, { description: input.versionDescription })
        : undefined;
      return {
        stateMachineArn: machineArn(parts, name),
        creationDate: new Date(record.document.createdAt),
        ...(version ? { stateMachineVersionArn: version.arn } : {}),
      };
    });
  },
);
