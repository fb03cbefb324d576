import type { GetDocumentCommand } from '@aws-sdk/client-ssm';
import { readContent } from '@codeyard/engine/command-document/read-content';
import { operation } from '../../../gateway/operation.ts';
import { validation } from '../errors.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';

/** The content as it was given; YAML is turned into JSON when that is asked for. */
export const getDocument = operation<GetDocumentCommand, Parts>(
  'GetDocument',
  async ({ Name, DocumentVersion, VersionName, DocumentFormat }, { database }) => {
    const asked = { version: DocumentVersion, versionName: VersionName };
    const { document, version } = await existingDocument(database, Name, asked);
    const { content, format } = version;
    const wanted = DocumentFormat ?? format;
    if (wanted !== format && wanted !== 'JSON') throw validation(`A ${format} document cannot be shown as ${wanted}.`);
    return {
      Name: document.name,
      CreatedDate: new Date(version.createdAt),
      ...(version.versionName ? { VersionName: version.versionName } : {}),
      DocumentVersion: String(version.version),
      Status: 'Active',
      Content: wanted === format ? content : toJson(content),
      DocumentType: 'Command',
      DocumentFormat: wanted,
    };
  },
);

function toJson(yaml: string): string {
  const read = readContent(yaml, 'YAML');
  return JSON.stringify('value' in read ? read.value : undefined, undefined, 2);
}
