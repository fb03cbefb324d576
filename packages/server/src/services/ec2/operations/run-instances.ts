import type { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { operation } from '../../../gateway/operation.ts';
import { fingerprintOf } from '../../../platform/fingerprint.ts';
import { dryRun, invalidCount, tokenReused } from '../errors.ts';
import { existingTemplate, existingVersion } from '../existing-template.ts';
import { checkCapacity, draftInstance, launchInstances, type Specification } from '../launch.ts';
import type { Parts } from '../parts.ts';
import { describeInstance } from '../rules/describe-instance.ts';
import type { Instance } from '../rules/instance.ts';
import { mergeLaunch } from '../rules/launch-specification.ts';
import { findToken, insertToken } from '../store/client-tokens.ts';
import { listReservation } from '../store/instances.ts';
import { tagsOf } from '../store/tags.ts';

const MOST_AT_ONCE = 1000;

export const runInstances = operation<RunInstancesCommand, Parts>('RunInstances', async (input, parts) => {
  const { database, account } = parts;
  const { MinCount = 1, MaxCount = MinCount, DryRun, ...asked } = input;
  checkCounts(MinCount, MaxCount);
  const { specification, template } = await specificationOf(parts, asked);
  const draft = await draftInstance(parts, specification);
  if (DryRun) throw dryRun();
  const fingerprint = fingerprintOf(input);
  const token = asked.ClientToken && `RunInstances ${asked.ClientToken}`;
  const instances = await database.transaction(async (tx): Promise<readonly Instance[]> => {
    const used = token ? await findToken(tx, token) : undefined;
    if (used && used.fingerprint !== fingerprint) throw tokenReused();
    if (used) return await listReservation(tx, used.result);
    await checkCapacity(tx, parts, { draft, count: MinCount });
    const full = { ...draft, ...template, ...(asked.ClientToken ? { clientToken: asked.ClientToken } : {}) };
    const made = await launchInstances(tx, parts, { draft: full, count: MaxCount, specification });
    if (token) await insertToken(tx, token, { fingerprint, result: made[0]?.reservationId ?? '' });
    return made;
  });
  const tags = await tagsOf(
    database,
    instances.map(({ id }) => id),
  );
  return {
    ReservationId: instances[0]?.reservationId,
    OwnerId: account,
    Groups: [],
    Instances: instances.map((instance) => describeInstance(instance, tags(instance.id), parts.region)),
  };
});

async function specificationOf({ database }: Parts, asked: Specification) {
  if (!asked.LaunchTemplate) return { specification: asked, template: {} };
  const found = await existingTemplate(database, asked.LaunchTemplate);
  const { data, version } = await existingVersion(database, found, asked.LaunchTemplate.Version);
  const template = { launchTemplate: { id: found.id, name: found.name, version: String(version) } };
  return { specification: mergeLaunch(data, asked), template };
}

function checkCounts(min: number, max: number): void {
  if (min < 1) throw invalidCount(`Value (${min}) for parameter minCount is invalid. Must be at least 1`);
  if (max < min)
    throw invalidCount(`Value (${max}) for parameter maxCount is invalid. Must be at least minCount (${min})`);
  if (max > MOST_AT_ONCE)
    throw invalidCount(`Value (${max}) for parameter maxCount is invalid. At most ${MOST_AT_ONCE}`);
}
