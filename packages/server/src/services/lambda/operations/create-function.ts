import type { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeFunction } from '../describe.ts';
import { functionExists } from '../errors.ts';
import { referenceOf } from '../find.ts';
import { newDocument } from '../new-document.ts';
import type { Parts } from '../parts.ts';
import { LATEST } from '../rules/function.ts';
import { insertFunction, insertVersion } from '../store/functions.ts';
import { takeCode } from '../take-code.ts';

export const createFunction = operation<CreateFunctionCommand, Parts>('CreateFunction', async (input, parts) => {
  const { name } = referenceOf(input.FunctionName);
  const document = { ...(await newDocument(parts, input)), ...(await takeCode(parts, input.Code)) };
  const published = input.Publish ? 1 : 0;
  const record = { name, latest: document, versions: published, tags: input.Tags ?? {} };
  await parts.database.transaction(async (tx) => {
    if (!(await insertFunction(tx, record))) throw functionExists(name);
    if (published) await insertVersion(tx, name, published, { ...document, publishedFrom: document.revisionId });
  });
  return describeFunction(parts, name, { version: published ? String(published) : LATEST, document });
});
