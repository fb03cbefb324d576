import { codeUrl } from './code-url.ts';
import { base64Of, describeLayer } from './describe.ts';
import type { Parts } from './parts.ts';
import { layerArn } from './rules/function-name.ts';
import type { LayerVersion } from './store/layers.ts';

/** One version of a layer with where its content is. */
export const describeLayerVersion = (parts: Parts, layer: LayerVersion) => ({
  ...describeLayer(parts, layer),
  LayerArn: layerArn(parts, layer.name),
  Content: { Location: codeUrl(parts, layer.code), CodeSha256: base64Of(layer.code), CodeSize: layer.codeSize },
});
