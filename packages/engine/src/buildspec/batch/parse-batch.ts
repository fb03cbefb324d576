import { collectFindings, type Findings } from '../findings.ts';
import { type Fields, readFields } from '../read-fields.ts';
import type { YamlEntry } from '../read-yaml.ts';
import type { BatchSpec, BatchTask, ParsedBatch } from './batch-spec.ts';
import { checkTasks } from './check-tasks.ts';
import { parseFanout, parseMatrix } from './parse-matrix.ts';
import { parseTasks } from './parse-task.ts';

const KINDS = ['build-list', 'build-graph', 'build-matrix', 'build-fanout'] as const;
type Kind = (typeof KINDS)[number];

/** Reads `batch`: one kind of builds, and whether the first failure ends them all. */
export function parseBatch(entry: YamlEntry): { readonly batch: ParsedBatch; readonly warnings: Findings['warnings'] } {
  const found = collectFindings();
  const fields = readFields({ what: 'batch', value: entry.value }, ['fast-fail', ...KINDS], found);
  const spec: BatchSpec = { fastFail: fields.flag('fast-fail'), tasks: parseKind(fields, entry, found) };
  const { problems, warnings } = found;
  return { batch: problems.length > 0 ? { ok: false, problems } : { ok: true, spec }, warnings };
}

function parseKind(fields: Fields, { keyPlace }: YamlEntry, found: Findings): BatchTask[] {
  const kinds = KINDS.filter((kind) => fields.has(kind));
  const [kind] = kinds;
  if (!kind) found.problem(`Invalid buildspec batch: one of ${KINDS.join(',')} is required`, keyPlace);
  if (kinds.length > 1) found.problem(`Invalid buildspec batch: only one of ${kinds.join(',')} is allowed`, keyPlace);
  return kind ? PARSERS[kind](fields, found) : [];
}

const PARSERS: Readonly<Record<Kind, (fields: Fields, found: Findings) => BatchTask[]>> = {
  'build-list': (fields, found) => checked(fields, 'build-list', found),
  'build-graph': (fields, found) => checked(fields, 'build-graph', found),
  'build-matrix': parseMatrix,
  'build-fanout': parseFanout,
};

function checked(fields: Fields, kind: 'build-list' | 'build-graph', found: Findings): BatchTask[] {
  const written = parseTasks(fields, kind, found);
  checkTasks(written, found);
  return written.map(({ task }) => task);
}
