import type { CustomType } from './rules/custom-type.ts';

/** A custom type as CreateCustomActionType and ListActionTypes answer it. */
export const describeActionType = ({
  category,
  provider,
  version,
  settings,
  properties,
  inputs,
  outputs,
}: CustomType) => ({
  id: { category, owner: 'Custom' as const, provider, version },
  settings: { ...settings },
  actionConfigurationProperties: properties.map((property) => ({ ...property })),
  inputArtifactDetails: { minimumCount: inputs[0], maximumCount: inputs[1] },
  outputArtifactDetails: { minimumCount: outputs[0], maximumCount: outputs[1] },
});
