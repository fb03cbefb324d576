import { invalidFilterKey } from '../errors.ts';

interface Filter {
  readonly key: string;
  readonly value: string;
}

export interface Filtered {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: string;
  readonly document: string;
}

const TESTS: Readonly<Record<string, (value: string) => (row: Filtered) => boolean>> = {
  InvokedAfter: (value) => (row) => row.at > Date.parse(value),
  InvokedBefore: (value) => (row) => row.at < Date.parse(value),
  Status: (value) => (row) => row.status === value,
  DocumentName: (value) => (row) => row.document === value,
  ExecutionStage: (value) => (row) =>
    ['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(row.status) === (value === 'Executing'),
};

/** A test for commands, or invocations, that pass every filter. */
export function compileCommandFilters(filters: readonly Filter[] | undefined): (row: Filtered) => boolean {
  const tests = (filters ?? []).map(({ key, value }) => {
    const test = Object.hasOwn(TESTS, key) ? TESTS[key] : undefined;
    if (!test) throw invalidFilterKey(key);
    return test(value);
  });
  return (row) => tests.every((test) => test(row));
}
