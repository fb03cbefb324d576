import type { Db } from '../../database/database.ts';
import { functionNotFound, invalidParameter } from './errors.ts';
import { findExisting } from './find.ts';
import type { Parts } from './parts.ts';
import type { Alias } from './rules/alias.ts';
import { LATEST } from './rules/function.ts';
import { functionArn } from './rules/function-name.ts';
import { findVersion } from './store/functions.ts';

/** An alias stands for versions that exist; with weights, for published ones. */
export async function checkVersions(tx: Db, parts: Parts, name: string, { version, weights }: Alias): Promise<void> {
  await findExisting(tx, parts, name);
  const others = Object.entries(weights);
  if (others.length > 1) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  if (others.length > 0 && version === LATEST)
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  for (const [other, weight] of [...others, [version, 0] as const]) {
    if (weight < 0 || weight > 1) throw invalidParameter(`The weight of version ${other} is not between 0 and 1`);
    if (other === LATEST) continue;
    if (!(await findVersion(tx, name, Number(other)))) throw functionNotFound(functionArn(parts, name, other));
  }
}
