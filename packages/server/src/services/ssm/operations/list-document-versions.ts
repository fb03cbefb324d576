import type { ListDocumentVersionsCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { existingDocument } from '../existing-document.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { listDocumentVersionRows } from '../store/documents.ts';

export const listDocumentVersions = operation<ListDocumentVersionsCommand, Parts>(
  'ListDocumentVersions',
  async (input, { database }) => {
    const { document, version, isAmazons } = await existingDocument(database, input.Name);
    const versions = isAmazons ? [version] : await listDocumentVersionRows(database, document.name);
    const listing = `ListDocumentVersions ${document.name}`;
    const page = listPage(versions, input, { listing, keyOf: (row) => String(row.version) });
    return {
      DocumentVersions: page.rows.map((row) => ({
        Name: document.name,
        DocumentVersion: String(row.version),
        ...(row.versionName ? { VersionName: row.versionName } : {}),
        CreatedDate: new Date(row.createdAt),
        IsDefaultVersion: row.version === document.defaultVersion,
        DocumentFormat: row.format,
        Status: 'Active' as const,
      })),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
);
