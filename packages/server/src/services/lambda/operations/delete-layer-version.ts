import type { DeleteLayerVersionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import type { Parts } from '../parts.ts';
import { deleteLayer } from '../store/layers.ts';

export const deleteLayerVersion = operation<DeleteLayerVersionCommand, Parts>(
  'DeleteLayerVersion',
  async ({ LayerName, VersionNumber }, { database }) => {
    await database.transaction((tx) => deleteLayer(tx, LayerName.split(':').at(-1) ?? '', VersionNumber));
  },
);
