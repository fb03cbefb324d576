import { listOf, membersOf, readJson } from './read-json.ts';
import { type CoverageFormat, type CoverageRow, ReportUnreadable } from './report-format.ts';

/**
 * SimpleCov's own JSON: `.resultset.json`, with the coverage of each command that was run, and `coverage.json` of its JSON
 * formatter. What simplecov-json writes is another format, which CodeBuild does not take either.
 */
export const simplecov: CoverageFormat = {
  name: 'SIMPLECOV',
  title: 'SimpleCov',
  kind: 'CODE_COVERAGE',
  extensions: ['.json'],
  detect: (head) =>
    /^\s*\{\s*"[^"]{1,200}"\s*:\s*\{\s*"coverage"\s*:\s*\{/.test(head) ||
    /^\s*\{\s*"meta"\s*:\s*\{[^}]{0,500}"simplecov_version"/.test(head),
  read(text) {
    const files = new Map<string, FileCoverage>();
    const commands = commandsOf(membersOf(readJson(text)));
    if (commands.length === 0) throw new ReportUnreadable('foreign', 'it has no coverage of SimpleCov');
    for (const coverage of commands) {
      for (const [path, value] of Object.entries(membersOf(coverage))) {
        const known = files.get(path) ?? { lines: [], branches: new Map<string, number>() };
        files.set(path, known);
        addFile(known, value);
      }
    }
    return [...files].map(([path, file]) => rowOf(path, file));
  },
};

/** Hits by line, none for lines that are no code, and hits by branch. */
interface FileCoverage {
  readonly lines: (number | undefined)[];
  readonly branches: Map<string, number>;
}

function commandsOf(root: Readonly<Record<string, unknown>>): unknown[] {
  if ('meta' in root && 'coverage' in root) return [root.coverage];
  return Object.values(root)
    .map(membersOf)
    .flatMap((command) => ('coverage' in command ? [command.coverage] : []));
}

/** Versions before 0.18 have the list of lines alone. Several commands add up. */
function addFile({ lines, branches }: FileCoverage, value: unknown): void {
  const { lines: listed, branches: told } = Array.isArray(value)
    ? { lines: value, branches: undefined }
    : membersOf(value);
  for (const [index, hits] of listOf(listed).entries()) {
    if (typeof hits === 'number') lines[index] = (lines[index] ?? 0) + hits;
  }
  for (const [name, hits] of branchesOf(told)) branches.set(name, (branches.get(name) ?? 0) + hits);
}

/** `{condition: {branch: hits}}`, or a list of branches with their coverage. */
function branchesOf(told: unknown): [string, number][] {
  const listed = listOf(told).map((value, index): [string, unknown] => [String(index), membersOf(value).coverage]);
  const nested = Object.entries(membersOf(told)).flatMap(([condition, outcomes]) =>
    Object.entries(membersOf(outcomes)).map(([outcome, hits]): [string, unknown] => [`${condition} ${outcome}`, hits]),
  );
  return [...listed, ...nested].filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}

function rowOf(filePath: string, { lines, branches }: FileCoverage): CoverageRow {
  const counted = lines.filter((hits) => hits !== undefined);
  const linesCovered = counted.filter((hits) => hits > 0).length;
  const branchesCovered = [...branches.values()].filter((hits) => hits > 0).length;
  return {
    filePath,
    linesCovered,
    linesMissed: counted.length - linesCovered,
    branchesCovered,
    branchesMissed: branches.size - branchesCovered,
  };
}
