import type { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { referenceOf } from '../find.ts';
import type { Parts } from '../parts.ts';
import { publish } from '../publish.ts';

export const publishVersion = operation<PublishVersionCommand, Parts>(
  'PublishVersion',
  async ({ FunctionName, CodeSha256, Description, RevisionId }, parts) =>
    publish(parts, { name: referenceOf(FunctionName).name, CodeSha256, Description, RevisionId }),
);
