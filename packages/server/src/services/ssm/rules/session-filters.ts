import type { DescribeSessionsCommandInput } from '@aws-sdk/client-ssm';
import { type Session, statusOf } from './session.ts';

type Filters = DescribeSessionsCommandInput['Filters'];

/** All filters must let a session pass. Undefined for a key that sessions here do not have. */
export function compileSessionFilters(filters: Filters): ((session: Session, now: number) => boolean) | undefined {
  const tests = (filters ?? []).map(({ key = '', value = '' }) => TESTS.get(key)?.(value));
  if (tests.includes(undefined)) return undefined;
  return (session, now) => tests.every((passes) => passes?.(session, now));
}

type Test = (session: Session, now: number) => boolean;

const TESTS: ReadonlyMap<string, (value: string) => Test> = new Map([
  [
    'InvokedAfter',
    (value: string): Test =>
      ({ startedAt }) =>
        startedAt >= Date.parse(value),
  ],
  [
    'InvokedBefore',
    (value: string): Test =>
      ({ startedAt }) =>
        startedAt < Date.parse(value),
  ],
  [
    'Target',
    (value: string): Test =>
      ({ target }) =>
        target === value,
  ],
  [
    'Owner',
    (value: string): Test =>
      ({ owner }) =>
        owner === value,
  ],
  [
    'Status',
    (value: string): Test =>
      (session, now) =>
        statusOf(session, now) === value,
  ],
  [
    'SessionId',
    (value: string): Test =>
      ({ id }) =>
        id === value,
  ],
]);
