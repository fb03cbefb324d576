import type { BuildspecArtifactSet, BuildspecArtifacts, BuildspecCache, BuildspecReport } from './buildspec.ts';
import type { Findings } from './findings.ts';
import { type Fields, readFields } from './read-fields.ts';
import type { Place } from './read-yaml.ts';

const ARTIFACT_KEYS = [
  'files',
  'name',
  'base-directory',
  'exclude-paths',
  'discard-paths',
  'enable-symlinks',
  's3-prefix',
];
/** `type` is version 0.1's. */
const PRIMARY_KEYS = [...ARTIFACT_KEYS, 'secondary-artifacts', 'type'];
const REPORT_KEYS = ['files', 'base-directory', 'discard-paths', 'file-format'];
const CACHE_KEYS = ['key', 'fallback-keys', 'action', 'paths'];
const MOST_FALLBACK_KEYS = 5;

/**
 * Reads `artifacts`. The documentation requires `files` even beside secondary artifacts; buildspecs without it (the CDK
 * makes them) work on AWS, so that only a warning is given there.
 */
export function parseArtifacts(root: Fields, found: Findings): BuildspecArtifacts | undefined {
  const entry = root.entry('artifacts');
  if (!entry || entry.value.kind === 'nothing') return undefined;
  const fields = root.fields('artifacts', PRIMARY_KEYS);
  const secondary = fields.entries('secondary-artifacts').map(({ key, keyPlace, value }) => {
    const what = `artifacts.secondary-artifacts.${key}`;
    const set = readFields({ what, value }, ARTIFACT_KEYS, found);
    requireFiles(what, set, { place: keyPlace, found });
    return [key, artifactSet(set)] as const;
  });
  if (secondary.length === 0) requireFiles('artifacts', fields, { place: entry.keyPlace, found });
  else if (!fields.has('files')) found.warn('artifacts has only secondary artifacts, and no files', entry.keyPlace);
  return { ...artifactSet(fields), secondary: Object.fromEntries(secondary) };
}

function requireFiles(what: string, fields: Fields, { place, found }: { place: Place; found: Findings }): void {
  if (fields.has('files') && fields.entry('files')?.value.kind !== 'nothing') return;
  found.problem(`Invalid buildspec ${what}: files is required`, place, "To take everything, say files: ['**/*'].");
}

function artifactSet(fields: Fields): BuildspecArtifactSet {
  const [name, baseDirectory, s3Prefix] = ['name', 'base-directory', 's3-prefix'].map((key) => fields.text(key));
  return {
    files: fields.texts('files'),
    ...(name ? { name } : {}),
    ...(baseDirectory ? { baseDirectory } : {}),
    excludePaths: fields.texts('exclude-paths'),
    discardPaths: fields.flag('discard-paths'),
    enableSymlinks: fields.flag('enable-symlinks'),
    ...(s3Prefix ? { s3Prefix } : {}),
  };
}

export function parseReports(root: Fields, found: Findings): Record<string, BuildspecReport> {
  const reports = root.entries('reports').map(({ key, keyPlace, value }) => {
    const what = `reports.${key}`;
    const fields = readFields({ what, value }, REPORT_KEYS, found);
    requireFiles(what, fields, { place: keyPlace, found });
    const [baseDirectory, fileFormat] = ['base-directory', 'file-format'].map((name) => fields.text(name));
    const report = {
      files: fields.texts('files'),
      ...(baseDirectory ? { baseDirectory } : {}),
      discardPaths: fields.flag('discard-paths'),
      ...(fileFormat ? { fileFormat } : {}),
    };
    return [key, report] as const;
  });
  return Object.fromEntries(reports);
}

export function parseCache(root: Fields, found: Findings): BuildspecCache | undefined {
  if (!root.has('cache')) return undefined;
  const fields = root.fields('cache', CACHE_KEYS);
  const key = fields.text('key');
  const action = readAction(fields, found);
  const fallbackKeys = fields.texts('fallback-keys');
  if (fallbackKeys.length > MOST_FALLBACK_KEYS) {
    const message = `Invalid buildspec cache: ${fallbackKeys.length} fallback-keys, at most ${MOST_FALLBACK_KEYS} are allowed`;
    found.problem(message, fields.entry('fallback-keys')?.keyPlace ?? fields.place);
  }
  return { ...(key ? { key } : {}), fallbackKeys, ...(action ? { action } : {}), paths: fields.texts('paths') };
}

function readAction(fields: Fields, found: Findings): BuildspecCache['action'] {
  const action = fields.text('action');
  if (!action) return undefined;
  if (action === 'restore' || action === 'save') return action;
  found.problem(
    `Invalid value for cache.action: ${action}. Expecting: restore,save`,
    fields.entry('action')?.value.place ?? fields.place,
  );
  return undefined;
}
