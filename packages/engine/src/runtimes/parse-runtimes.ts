import { collectFindings } from '../buildspec/findings.ts';
import { type Fields, readFields } from '../buildspec/read-fields.ts';
import { readYaml } from '../buildspec/read-yaml.ts';

/** What an image does to select one version of a runtime. */
export interface RuntimeVersion {
  readonly commands: readonly string[];
  /** Other runtimes that have to be selected with it, and which versions of them will do. */
  readonly requires: Readonly<Record<string, readonly string[]>>;
}

/** The runtimes that an image offers: by name, then by version. `default` takes any version, as `$VERSION`. */
export type Runtimes = Readonly<Record<string, Readonly<Record<string, RuntimeVersion>>>>;

/** Where images for CodeBuild say what they offer. */
export const RUNTIMES_FILE = '/codebuild/image/config/runtimes.yml';

/** Reads that file; what does not fit is left out. Undefined when it is no such file at all. */
export function parseRuntimes(text: string): Runtimes | undefined {
  const yaml = readYaml(text);
  if (!yaml.ok) return undefined;
  const found = collectFindings();
  const root = readFields({ what: '', value: yaml.root }, ['version', 'runtimes'], found);
  if (!root.has('runtimes')) return undefined;
  const runtimes = root.entries('runtimes').map(({ key, value }) => {
    const versions = readFields({ what: key, value }, ['versions'], found).entries('versions');
    return [
      key,
      Object.fromEntries(versions.map((entry) => [entry.key, readVersion(entry.key, entry.value)])),
    ] as const;
  });
  return Object.fromEntries(runtimes);

  function readVersion(what: string, value: Parameters<typeof readFields>[0]['value']): RuntimeVersion {
    const fields = readFields({ what, value }, ['requires', 'commands'], found);
    return { commands: fields.texts('commands'), requires: readRequires(fields) };
  }
}

function readRequires(fields: Fields): Record<string, string[]> {
  const requires = fields.fields(
    'requires',
    fields.entries('requires').map(({ key }) => key),
  );
  return Object.fromEntries(fields.entries('requires').map(({ key }) => [key, requires.texts(key)]));
}
