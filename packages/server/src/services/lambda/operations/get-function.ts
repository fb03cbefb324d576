import type { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { codeUrl } from '../code-url.ts';
import { describeFunction } from '../describe.ts';
import { findQualified, referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';

export const getFunction = operation<GetFunctionCommand, Parts>(
  'GetFunction',
  async ({ FunctionName, Qualifier }, parts) => {
    const reference = referenceOf(FunctionName, Qualifier);
    const found = await findQualified(parts.database, parts, reference);
    const { record, document } = found;
    return {
      Configuration: describeFunction(parts, record.name, found),
      Code: { RepositoryType: 'S3', Location: codeUrl(parts, document.code) },
      ...(Object.keys(record.tags).length > 0 ? { Tags: { ...record.tags } } : {}),
      ...(record.concurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: record.concurrency } }),
    };
  },
);
