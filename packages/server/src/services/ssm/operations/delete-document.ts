import type { DeleteDocumentCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { ownedByAmazon, validation } from '../errors.ts';
import { existingDocument } from '../existing-document.ts';
import type { Parts } from '../parts.ts';
import { deleteDocumentRows, deleteDocumentVersionRow } from '../store/documents.ts';

/** The whole document, or one version that is not the default. Commands that run keep what they were sent with. */
export const deleteDocument = operation<DeleteDocumentCommand, Parts>('DeleteDocument', async (input, { database }) => {
  await database.transaction(async (tx) => {
    const { DocumentVersion, VersionName } = input;
    const asked = { version: DocumentVersion, versionName: VersionName };
    const { document, version, isAmazons } = await existingDocument(tx, input.Name, asked);
    if (isAmazons) throw ownedByAmazon(document.name);
    if (!DocumentVersion && !VersionName) return await deleteDocumentRows(tx, document.name);
    if (version.version === document.defaultVersion)
      throw validation('The default version of a document cannot be deleted.');
    await deleteDocumentVersionRow(tx, document.name, version.version);
  });
  return {};
});
