import type { ListLayersCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeLayer } from '../describe.ts';
import type { Parts } from '../parts.ts';
import { layerArn } from '../rules/function-name.ts';
import { listNewestLayers } from '../store/layers.ts';

export const listLayers = operation<ListLayersCommand, Parts>('ListLayers', async (_, parts) => ({
  Layers: (await listNewestLayers(parts.database)).map((layer) => ({
    LayerName: layer.name,
    LayerArn: layerArn(parts, layer.name),
    LatestMatchingVersion: describeLayer(parts, layer),
  })),
}));
