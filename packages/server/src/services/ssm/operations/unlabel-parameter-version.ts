import type { UnlabelParameterVersionCommand } from '@aws-sdk/client-ssm';
import { operation } from '../../../gateway/operation.ts';
import type { ServiceContext } from '../../../gateway/service.ts';
import { parameterNotFound, versionNotFound } from '../errors.ts';
import { findParameter, findVersion, saveLabels } from '../store/parameters.ts';

export const unlabelParameterVersion = operation<UnlabelParameterVersionCommand, ServiceContext>(
  'UnlabelParameterVersion',
  async ({ Name, ParameterVersion, Labels }, { database }) =>
    database.transaction(async (tx) => {
      if (!(await findParameter(tx, Name))) throw parameterNotFound();
      const found = await findVersion(tx, Name, ParameterVersion);
      if (!found) throw versionNotFound(Name, String(ParameterVersion));
      await saveLabels(
        tx,
        Name,
        ParameterVersion,
        found.labels.filter((label) => !Labels.includes(label)),
      );
      return {
        RemovedLabels: Labels.filter((label) => found.labels.includes(label)),
        InvalidLabels: Labels.filter((label) => !found.labels.includes(label)),
      };
    }),
);
