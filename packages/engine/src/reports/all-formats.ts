import { cloverXml } from './clover-xml.ts';
import { coberturaXml } from './cobertura-xml.ts';
import { cucumberJson } from './cucumber-json.ts';
import { jacocoXml } from './jacoco-xml.ts';
import { junitXml } from './junit-xml.ts';
import { nunitXml } from './nunit-xml.ts';
import { nunit3Xml } from './nunit3-xml.ts';
import type { ReportFormat } from './report-format.ts';
import { simplecov } from './simplecov.ts';
import { testngXml } from './testng-xml.ts';
import { visualStudioTrx } from './visual-studio-trx.ts';

/** Every format, in the order in which the beginning of a file is tried. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  ...[junitXml, cucumberJson, testngXml, visualStudioTrx, nunitXml, nunit3Xml],
  ...[coberturaXml, cloverXml, jacocoXml, simplecov],
];

/** The format that a buildspec names, in whatever case; JUnit's where it names none. */
export function findFormat(name = 'JUNITXML'): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.name === name.toUpperCase());
}

/** The format that a file seems to have, by the beginning of its text. */
export const detectFormat = (head: string): ReportFormat | undefined =>
  REPORT_FORMATS.find((format) => format.detect(head));

/** How much of a file `detectFormat` wants to see. */
export const HEAD_CHARACTERS = 8_192;
