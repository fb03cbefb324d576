import type { GetLayerVersionByArnCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeLayerVersion } from '../describe-layer-version.ts';
import { notFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { readLayerArn } from '../rules/function-name.ts';
import { findLayer } from '../store/layers.ts';

export const getLayerVersionByArn = operation<GetLayerVersionByArnCommand, Parts>(
  'GetLayerVersionByArn',
  async ({ Arn }, parts) => {
    const named = readLayerArn(Arn);
    const layer = named && (await findLayer(parts.database, named.name, named.version));
    if (!layer) throw notFound('The resource you requested does not exist.');
    return describeLayerVersion(parts, layer);
  },
);
