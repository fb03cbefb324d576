import { attributeOf, childNamed, countOf, readXml, rootTag, type XmlElement } from './read-xml.ts';
import type { CoverageFormat, CoverageRow } from './report-format.ts';

interface Line {
  readonly hits: number;
  readonly taken: number;
  readonly branches: number;
}

/** Cobertura tells of classes; those of one source file are one row. */
export const coberturaXml: CoverageFormat = {
  name: 'COBERTURAXML',
  title: 'CoberturaXml',
  kind: 'CODE_COVERAGE',
  extensions: ['.xml'],
  detect(head) {
    const root = rootTag(head);
    if (root?.name !== 'coverage') return false;
    return /\sline-rate\s*=/.test(root.attributes) || (/<packages\b/.test(head) && !/<project\b/.test(head));
  },
  read(text) {
    const files = new Map<string, Map<string, Line>>();
    readXml(text, {
      roots: ['coverage'],
      records: ['class'],
      take(element) {
        const filePath = attributeOf(element, 'filename');
        if (!filePath) return;
        const lines = files.get(filePath) ?? new Map<string, Line>();
        files.set(filePath, lines);
        for (const line of linesOf(element)) addLine(lines, line);
      },
    });
    return [...files].map(([filePath, lines]) => rowOf(filePath, [...lines.values()]));
  },
};

/** The lines of methods are among those of the class, unless the class has none of its own. */
function linesOf(element: XmlElement): readonly XmlElement[] {
  const own = childNamed(element, 'lines')?.children ?? [];
  if (own.length > 0) return own;
  const methods = childNamed(element, 'methods')?.children ?? [];
  return methods.flatMap((method) => childNamed(method, 'lines')?.children ?? []);
}

function addLine(lines: Map<string, Line>, element: XmlElement): void {
  const number = attributeOf(element, 'number') ?? '';
  const known = lines.get(number);
  // `50% (1/2)`
  const [, taken = 0, branches = 0] =
    /\((\d{1,9})\/(\d{1,9})\)/.exec(attributeOf(element, 'condition-coverage') ?? '') ?? [];
  lines.set(number, {
    hits: Math.max(countOf(element, 'hits'), known?.hits ?? 0),
    taken: Math.max(Number(taken), known?.taken ?? 0),
    branches: Math.max(Number(branches), known?.branches ?? 0),
  });
}

function rowOf(filePath: string, lines: readonly Line[]): CoverageRow {
  const linesCovered = lines.filter(({ hits }) => hits > 0).length;
  const branchesCovered = lines.reduce((sum, { taken, branches }) => sum + Math.min(taken, branches), 0);
  const branches = lines.reduce((sum, line) => sum + line.branches, 0);
  return {
    filePath,
    linesCovered,
    linesMissed: lines.length - linesCovered,
    branchesCovered,
    branchesMissed: branches - branchesCovered,
  };
}
