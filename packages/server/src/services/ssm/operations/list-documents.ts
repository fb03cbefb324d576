import type { DocumentIdentifier, ListDocumentsCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import { identifyDocument } from '../describe-document.ts';
import { invalidFilterKey } from '../errors.ts';
import { amazonDocument, existingDocument } from '../existing-document.ts';
import { listPage } from '../list-page.ts';
import type { Parts } from '../parts.ts';
import { AMAZON_DOCUMENTS } from '../rules/amazon-documents.ts';
import { listDocumentRows } from '../store/documents.ts';

export const listDocuments = operation<ListDocumentsCommand, Parts>('ListDocuments', async (input, parts) => {
  const { account, database } = parts;
  const own = await listDocumentRows(database);
  const all: DocumentIdentifier[] = [];
  for (const name of AMAZON_DOCUMENTS.keys()) {
    const found = amazonDocument(name);
    if (found) all.push(identifyDocument(account, found));
  }
  for (const { name } of own) all.push(identifyDocument(account, await existingDocument(database, name)));
  const tests = [
    ...(input.DocumentFilterList ?? []).map(({ key, value }) => testOf(key, [value], account)),
    ...(input.Filters ?? []).map(({ Key = '', Values = [] }) => testOf(Key, Values, account)),
  ];
  const found = all
    .filter((document) => tests.every((test) => test(document)))
    .sort((a, b) => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1));
  const page = listPage(found, input, { listing: 'ListDocuments', keyOf: ({ Name = '' }) => Name });
  return { DocumentIdentifiers: page.rows, ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
});

/** One value of a filter is enough. */
function testOf(key: string, values: readonly string[], account: string): (document: DocumentIdentifier) => boolean {
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length);
    return ({ Tags = [] }) => Tags.some((tag) => tag.Key === name && values.includes(tag.Value ?? ''));
  }
  switch (key) {
    case 'Name':
      return ({ Name = '' }) => values.some((value) => Name.startsWith(value));
    case 'Owner':
      return ({ Owner = '' }) => values.some((value) => OWNERS[value]?.(Owner, account) ?? Owner === value);
    case 'DocumentType':
      return ({ DocumentType = '' }) => values.includes(DocumentType);
    case 'PlatformTypes':
      return ({ PlatformTypes = [] }) => PlatformTypes.some((platform) => values.includes(platform));
    case 'TargetType':
      return ({ TargetType = '' }) => values.includes(TargetType);
    default:
      throw invalidFilterKey(key);
  }
}

const OWNERS: Readonly<Record<string, (owner: string, account: string) => boolean>> = {
  Self: (owner, account) => owner === account,
  Private: (owner, account) => owner === account,
  Amazon: (owner) => owner === 'Amazon',
  Public: (owner) => owner === 'Amazon',
  All: () => true,
};
