import type { ListLayerVersionsCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeLayer } from '../describe.ts';
import type { Parts } from '../parts.ts';
import { listLayerVersionRows } from '../store/layers.ts';

export const listLayerVersions = operation<ListLayerVersionsCommand, Parts>(
  'ListLayerVersions',
  async ({ LayerName }, parts) => ({
    LayerVersions: (await listLayerVersionRows(parts.database, LayerName.split(':').at(-1) ?? '')).map((layer) =>
      describeLayer(parts, layer),
    ),
  }),
);
