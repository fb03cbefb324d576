import { attributeOf, childNamed, countOf, readXml, rootTag, type XmlElement } from './read-xml.ts';
import type { CoverageFormat, CoverageRow } from './report-format.ts';

/** Clover counts statements; they stand for lines, and its conditionals for branches. */
export const cloverXml: CoverageFormat = {
  name: 'CLOVERXML',
  title: 'CloverXml',
  kind: 'CODE_COVERAGE',
  extensions: ['.xml'],
  // Cobertura's root has the same name, but rates instead of a version or a time of making.
  detect(head) {
    const root = rootTag(head);
    return root?.name === 'coverage' && !/\sline-rate\s*=/.test(root.attributes) && /<project\b/.test(head);
  },
  read(text) {
    const rows: CoverageRow[] = [];
    readXml(text, {
      roots: ['coverage'],
      records: ['file'],
      take(file) {
        const filePath = attributeOf(file, 'path') ?? attributeOf(file, 'name');
        if (filePath) rows.push({ filePath, ...countsOf(file) });
      },
    });
    return rows;
  },
};

type Counts = Omit<CoverageRow, 'filePath'>;

function countsOf(file: XmlElement): Counts {
  const metrics = childNamed(file, 'metrics');
  if (!metrics) return countLines(file);
  const [statements, covered] = [countOf(metrics, 'statements'), countOf(metrics, 'coveredstatements')];
  const [conditionals, taken] = [countOf(metrics, 'conditionals'), countOf(metrics, 'coveredconditionals')];
  return {
    linesCovered: covered,
    linesMissed: Math.max(statements - covered, 0),
    branchesCovered: taken,
    branchesMissed: Math.max(conditionals - taken, 0),
  };
}

function countLines(file: XmlElement): Counts {
  const lines = file.children.filter(({ name }) => name === 'line');
  const statements = lines.filter((line) => attributeOf(line, 'type') !== 'method');
  const linesCovered = statements.filter((line) => countOf(line, 'count') > 0).length;
  const outcomes = lines
    .filter((line) => attributeOf(line, 'type') === 'cond')
    .flatMap((line) => [countOf(line, 'truecount'), countOf(line, 'falsecount')]);
  const branchesCovered = outcomes.filter((count) => count > 0).length;
  return {
    linesCovered,
    linesMissed: statements.length - linesCovered,
    branchesCovered,
    branchesMissed: outcomes.length - branchesCovered,
  };
}
