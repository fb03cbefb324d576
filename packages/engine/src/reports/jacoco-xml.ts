import { attributeOf, countOf, nearest, readXml, rootTag, type XmlElement } from './read-xml.ts';
import type { CoverageFormat, CoverageRow } from './report-format.ts';

/** JaCoCo counts for each source file; its path is that of the package and the file's name. */
export const jacocoXml: CoverageFormat = {
  name: 'JACOCOXML',
  title: 'JacocoXml',
  kind: 'CODE_COVERAGE',
  extensions: ['.xml'],
  // Other tools call their root `report`, too.
  detect: (head) => rootTag(head)?.name === 'report' && /JACOCO|<sessioninfo\b|<package\b|<group\b/.test(head),
  read(text) {
    const rows: CoverageRow[] = [];
    readXml(text, {
      roots: ['report'],
      records: ['sourcefile'],
      take(file, ancestors) {
        const place = attributeOf(nearest(ancestors, 'package'), 'name');
        const name = attributeOf(file, 'name');
        if (!name) return;
        const [lines, branches] = [counterOf(file, 'LINE'), counterOf(file, 'BRANCH')];
        rows.push({
          filePath: place ? `${place}/${name}` : name,
          linesCovered: countOf(lines, 'covered'),
          linesMissed: countOf(lines, 'missed'),
          branchesCovered: countOf(branches, 'covered'),
          branchesMissed: countOf(branches, 'missed'),
        });
      },
    });
    return rows;
  },
};

const counterOf = ({ children }: XmlElement, type: string): XmlElement | undefined =>
  children.find((child) => child.name === 'counter' && attributeOf(child, 'type') === type);
