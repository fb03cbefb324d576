import type { UpdateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { changeBus } from '../change-bus.ts';
import { notHere } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { busArn } from '../rules/arns.ts';
import { saveBus } from '../store/buses.ts';

export const updateEventBus = operation<UpdateEventBusCommand, Parts>('UpdateEventBus', async (input, parts) => {
  if (input.KmsKeyIdentifier) throw notHere('A KMS key for an event bus');
  if (input.DeadLetterConfig?.Arn) throw notHere('A dead-letter queue for an event bus');
  if (input.LogConfig?.Level && input.LogConfig.Level !== 'OFF') throw notHere('Logging of an event bus');
  return await changeBus(parts, input.Name, async (tx, bus) => {
    const description = input.Description ?? bus.description;
    await saveBus(tx, { ...bus, description, updatedAt: parts.clock.now() });
    return {
      Arn: busArn(parts, bus.name),
      Name: bus.name,
      ...(description === undefined ? {} : { Description: description }),
    };
  });
});
