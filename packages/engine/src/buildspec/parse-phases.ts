import { BUILDSPEC_PHASES, type BuildspecPhase, type BuildspecPhaseName } from './buildspec.ts';
import { closestName } from './closest-name.ts';
import type { Findings } from './findings.ts';
import { parseOnFailure } from './parse-on-failure.ts';
import { type Fields, foundInstead, readFields } from './read-fields.ts';
import type { YamlEntry, YamlNode } from './read-yaml.ts';

const PHASE_KEYS = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally', 'steps'];
const TOP_LEVEL_NAMES = ['artifacts', 'reports', 'cache', 'env', 'proxy', 'batch', 'run-as', 'version'];

/** The phases in the order they run, whatever order they are written in. */
export function parsePhases(entries: readonly YamlEntry[], found: Findings): BuildspecPhase[] {
  const phases = entries.flatMap((entry) => {
    const name = BUILDSPEC_PHASES.find((known) => known === entry.key);
    if (name) return [parsePhase(name, entry, found)];
    refusePhase(entry, found);
    return [];
  });
  return phases.sort((a, b) => BUILDSPEC_PHASES.indexOf(a.name) - BUILDSPEC_PHASES.indexOf(b.name));
}

function refusePhase({ key, keyPlace }: YamlEntry, found: Findings): void {
  const meant = closestName(key, BUILDSPEC_PHASES);
  const hint = TOP_LEVEL_NAMES.includes(key)
    ? `${key} belongs at the beginning of a line, not inside phases.`
    : meant && `Did you mean ${meant}?`;
  const expected = BUILDSPEC_PHASES.toSorted().join(',');
  found.problem(`Invalid buildspec phase name: ${key}. Expecting: ${expected}`, keyPlace, hint);
}

function parsePhase(name: BuildspecPhaseName, { value, keyPlace }: YamlEntry, found: Findings): BuildspecPhase {
  const fields = readFields({ what: `phases.${name}`, value }, PHASE_KEYS, found);
  const runAs = fields.text('run-as');
  const runtimeVersions = fields.textMap('runtime-versions');
  if (fields.has('runtime-versions') && name !== 'install') {
    found.warn(`runtime-versions is ignored in ${name}`, keyPlace, 'It belongs in the install phase.');
  }
  if (!fields.has('commands') && name !== 'install') {
    const message = `Invalid buildspec phase ${name}: commands is required`;
    found.problem(message, keyPlace, 'Add commands, or remove the phase.');
  }
  return {
    name,
    ...(runAs ? { runAs } : {}),
    ...readOnFailure(fields, found),
    runtimeVersions: name === 'install' ? runtimeVersions : {},
    commands: readCommands('Commands', fields.entry('commands'), found),
    finally: readCommands('Finally', fields.entry('finally'), found),
  };
}

function readOnFailure(fields: Fields, found: Findings): Pick<BuildspecPhase, 'onFailure'> {
  const text = fields.text('on-failure');
  const entry = fields.entry('on-failure');
  if (!text || !entry) return {};
  const onFailure = parseOnFailure(text);
  if (onFailure) return { onFailure };
  const message = `Invalid on-failure value: ${text}. Expecting: ABORT,CONTINUE,RETRY,RETRY-<count>,RETRY-<regex>,RETRY-<count>-<regex>`;
  found.problem(message, entry.value.place, 'A count is at most 100.');
  return {};
}

/** `what` is how AWS calls the list in its messages. */
function readCommands(what: string, entry: YamlEntry | undefined, found: Findings): string[] {
  if (!entry) return [];
  const { value, keyPlace } = entry;
  if (value.kind === 'nothing') {
    found.warn(`${entry.key} is empty`, keyPlace);
    return [];
  }
  if (value.kind !== 'list') {
    found.problem(`Expected ${what} to be of sequence type: ${foundInstead(value)}`, value.place, DASH_HINT);
    return [];
  }
  return value.items.map((item, index) => readCommand(`${what}[${index}]`, item, found));
}

function readCommand(what: string, item: YamlNode, found: Findings): string {
  if (item.kind === 'text') return item.text;
  if (item.kind === 'nothing') found.warn(`${what} is empty and does nothing`, item.place);
  else found.problem(`Expected ${what} to be of string type: ${foundInstead(item)}`, item.place, COLON_HINT);
  return '';
}

const DASH_HINT = 'Begin each command with a dash.';
const COLON_HINT =
  'YAML reads this command as a mapping or a list, mostly because of a colon followed by a space, or of brackets. Put the whole command in single quotes, or write it on the lines after "- |".';
