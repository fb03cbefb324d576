import type { GetLayerVersionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeLayerVersion } from '../describe-layer-version.ts';
import { notFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { findLayer } from '../store/layers.ts';

export const getLayerVersion = operation<GetLayerVersionCommand, Parts>(
  'GetLayerVersion',
  async ({ LayerName, VersionNumber }, parts) => {
    const layer = await findLayer(parts.database, LayerName.split(':').at(-1) ?? '', VersionNumber);
    if (!layer) throw notFound('The resource you requested does not exist.');
    return describeLayerVersion(parts, layer);
  },
);
