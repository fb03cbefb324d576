import type { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { operation } from '../../../gateway/operation.ts';
import { busExists, invalid, notHere, tooManyTags } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { busArn } from '../rules/arns.ts';
import { withTags } from '../rules/tags.ts';
import { insertBus } from '../store/buses.ts';

export const createEventBus = operation<CreateEventBusCommand, Parts>('CreateEventBus', async (input, parts) => {
  const { Name: name, Description: description } = input;
  if (input.EventSourceName !== undefined) throw notHere('A partner event source');
  if (input.KmsKeyIdentifier) throw notHere('A KMS key for an event bus');
  if (input.DeadLetterConfig?.Arn) throw notHere('A dead-letter queue for an event bus');
  if (input.LogConfig?.Level && input.LogConfig.Level !== 'OFF') throw notHere('Logging of an event bus');
  if (name.includes('/')) throw invalid('Event bus name must not contain "/".');
  const tags = withTags([], input.Tags ?? []);
  if (!tags) throw tooManyTags();
  const now = parts.clock.now();
  const bus = { name, description, policy: undefined, tags, createdAt: now, updatedAt: now };
  if (!(await insertBus(parts.database, bus))) throw busExists(name);
  return { EventBusArn: busArn(parts, name), ...(description === undefined ? {} : { Description: description }) };
});
