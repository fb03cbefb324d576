import type { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { matchesEventPattern } from '@codeyard/engine/event-pattern/match-event-pattern';
import { parseJsonObject } from '@codeyard/engine/event-pattern/parse-json-object';
import { operation } from '../../../gateway/operation.ts';
import { checkedPattern } from '../check-pattern.ts';
import { invalid } from '../errors.ts';
import type { Parts } from '../parts.ts';

const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const testEventPattern = operation<TestEventPatternCommand, Parts>('TestEventPattern', async (input) => {
  const pattern = checkedPattern(input.EventPattern);
  const event = parseJsonObject(input.Event);
  if (!event) throw invalid('Parameter Event is not valid. Reason: the event is no JSON object.');
  const missing = REQUIRED.find((member) => !Object.hasOwn(event, member));
  if (missing !== undefined) throw invalid(`Parameter Event is not valid. Reason: ${missing} is a required argument.`);
  return { Result: matchesEventPattern(pattern, event) };
});
