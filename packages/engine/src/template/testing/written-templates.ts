import { explainProblems } from '../explain-problems.ts';
import { readTemplate } from '../read-template.ts';

/** All that is said of a text as a template. */
export const messages = (text: string): string[] => {
  const read = readTemplate(text);
  return read.ok ? [] : explainProblems(text, read.problems);
};

/** A template with one resource of these properties. */
export const withProperties = (properties: string) =>
  `Parameters: { P: { Type: String, Default: x }, L: { Type: CommaDelimitedList } }
Mappings: { M: { a: { b: c, d: [e] } } }
Conditions: { C: !Equals [!Ref P, x] }
Resources:
  A:
    Type: AWS::S3::Bucket
  B:
    Type: AWS::CodePipeline::Pipeline
    Properties:
${properties.replace(/^/gm, '      ')}
`;

export const withResources = (resources: string) => `Resources:\n${resources.replace(/^/gm, '  ')}\n`;
