import { parseBatch } from './batch/parse-batch.ts';
import type { Buildspec, BuildspecProblem, ParsedBuildspec } from './buildspec.ts';
import { collectFindings, type Findings } from './findings.ts';
import { parseEnv } from './parse-env.ts';
import { parseArtifacts, parseCache, parseReports } from './parse-outputs.ts';
import { parsePhases } from './parse-phases.ts';
import { type Fields, readFields } from './read-fields.ts';
import { readYaml } from './read-yaml.ts';

const TOP_LEVEL_KEYS = [
  'version',
  'run-as',
  'env',
  'environment_variables',
  'proxy',
  'batch',
  'phases',
  'reports',
  'artifacts',
  'cache',
];
const VERSIONS = ['0.1', '0.2'] as const;
type Version = (typeof VERSIONS)[number];

/**
 * What AWS answers when a file has no `version`, or is no mapping at all: the words of the library that its agent reads
 * YAML with.
 */
const NO_BUILDSPEC = 'wrong number of container tags, expected 1';

/** Reads a buildspec, YAML or JSON; every problem that can be found in one go is reported, AWS's wording first. */
export function parseBuildspec(text: string): ParsedBuildspec {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const found = collectFindings();
  const { root } = yaml;
  if (root.kind !== 'map') {
    found.problem(NO_BUILDSPEC, root.place, 'A buildspec begins with "version: 0.2" and a line "phases:".');
    return { ok: false, problems: found.problems };
  }
  const fields = readFields({ what: '', value: root }, TOP_LEVEL_KEYS, found);
  const buildspec = parseFields(fields, found);
  const { warnings } = found;
  const problems = found.problems.toSorted(byPlace);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, buildspec, warnings };
}

/** Readers go over the file in an order of their own; what comes first in it is what a build's context tells. */
const byPlace = (one: BuildspecProblem, other: BuildspecProblem): number =>
  (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);

function parseFields(root: Fields, found: Findings): Buildspec {
  const version = parseVersion(root, found);
  const runAs = root.text('run-as');
  const artifacts = parseArtifacts(root, found);
  const cache = parseCache(root, found);
  const batch = readBatch(root, found);
  if (!root.has('phases') && batch === undefined) found.warn('The buildspec has no phases', root.place);
  return {
    version,
    ...(runAs ? { runAs } : {}),
    env: parseEnv(root, version, found),
    ...parseProxy(root),
    phases: parsePhases(root.entries('phases'), found),
    reports: parseReports(root, found),
    ...(artifacts ? { artifacts } : {}),
    ...(cache ? { cache } : {}),
    ...(batch ? { batch } : {}),
  };
}

/** What is wrong with it is kept with it; what is only odd is a warning like any other. */
function readBatch(root: Fields, found: Findings): Buildspec['batch'] {
  const entry = root.entry('batch');
  if (!entry) return undefined;
  const { batch, warnings } = parseBatch(entry);
  found.warnings.push(...warnings);
  return batch;
}

function parseVersion(root: Fields, found: Findings): Version {
  const entry = root.entry('version');
  if (!entry) {
    found.problem(NO_BUILDSPEC, root.place, 'The line "version: 0.2" is missing.');
    return '0.2';
  }
  const text = root.text('version') ?? '';
  const version = VERSIONS.find((known) => Number(known) === Number(text.trim() || Number.NaN));
  if (version) return version;
  const message = `Unsupported buildspec version: ${text}. Expecting: ${VERSIONS.join(',')}`;
  found.problem(message, entry.value.place, 'Use version: 0.2.');
  return '0.2';
}

function parseProxy(root: Fields): Pick<Buildspec, 'proxy'> {
  if (!root.has('proxy')) return {};
  const proxy = root.fields('proxy', ['upload-artifacts', 'logs']);
  return { proxy: { uploadArtifacts: proxy.flag('upload-artifacts'), logs: proxy.flag('logs') } };
}
