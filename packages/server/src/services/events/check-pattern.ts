import type { EventPattern } from '@codeyard/engine/event-pattern/event-pattern';
import { parseEventPattern } from '@codeyard/engine/event-pattern/parse-event-pattern';
import { invalidPattern } from './errors.ts';

/** The pattern, or AWS's refusal with the reason. */
export function checkedPattern(text: string): EventPattern {
  const { pattern, problem } = parseEventPattern(text);
  if (problem !== undefined) throw invalidPattern(problem);
  return pattern;
}
