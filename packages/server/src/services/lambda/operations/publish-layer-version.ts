import type { PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { operation } from '../../../gateway/operation.ts';
import { describeLayerVersion } from '../describe-layer-version.ts';
import type { Parts } from '../parts.ts';
import { insertLayer, nextLayerVersion } from '../store/layers.ts';
import { takeCode } from '../take-code.ts';

export const publishLayerVersion = operation<PublishLayerVersionCommand, Parts>(
  'PublishLayerVersion',
  async (input, parts) => {
    const { code, codeSize } = await takeCode(parts, input.Content);
    const layer = await parts.database.transaction(async (tx) => {
      const made = {
        name: input.LayerName.split(':').at(-1) ?? '',
        version: await nextLayerVersion(tx, input.LayerName),
        description: input.Description ?? '',
        runtimes: input.CompatibleRuntimes ?? [],
        architectures: input.CompatibleArchitectures ?? [],
        ...(input.LicenseInfo === undefined ? {} : { license: input.LicenseInfo }),
        code,
        codeSize,
        createdAt: parts.clock.now(),
      };
      await insertLayer(tx, made);
      return made;
    });
    return describeLayerVersion(parts, layer);
  },
);
