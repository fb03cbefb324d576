import type { LabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { parameterNotFound, versionNotFound } from '../errors.ts';
import { findParameter, listVersions, saveLabels } from '../store/parameters.ts';

const MOST_VERSIONS = 100;
const isLabel = (label: string) => /^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label);

/** A label stands for one version: given again, it moves. */
export const labelParameterVersion = operation<LabelParameterVersionCommand, ServiceContext>(
  'LabelParameterVersion',
  async ({ Name, ParameterVersion, Labels }, { database }) =>
    database.transaction(async (tx) => {
      const found = await findParameter(tx, Name);
      if (!found) throw parameterNotFound();
      const wanted = ParameterVersion ?? found.current.version;
      const versions = await listVersions(tx, Name, 0, MOST_VERSIONS);
      if (!versions.some(({ version }) => version === wanted)) throw versionNotFound(Name, String(wanted));
      const good = Labels.filter(isLabel);
      for (const { version, labels } of versions) {
        const others = labels.filter((label) => !good.includes(label));
        const next = version === wanted ? [...others, ...good] : others;
        if (next.join() !== labels.join()) await saveLabels(tx, Name, version, next);
      }
      return { InvalidLabels: Labels.filter((label) => !isLabel(label)), ParameterVersion: wanted };
    }),
);
