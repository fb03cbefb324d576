import type { Usage } from '@codeyard/engine/instance-pools/usage';
import type { RowChange, SaveGroup } from './save-groups.ts';

export type TransactionPart =
  | ({ readonly type: 'row' } & RowChange)
  | { readonly type: 'usage'; readonly usage: Usage };

/** DynamoDB's 100, without the ledger's row: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MOST_PARTS = 99;

/** As few transactions as keep every group in one piece; one at least, as the ledger may be all that changed. */
export function chunkGroups(groups: readonly SaveGroup[]): TransactionPart[][] {
  const chunks: TransactionPart[][] = [[]];
  for (const { rows, usages } of groups) {
    const parts: TransactionPart[] = [
      ...rows.map((row) => ({ type: 'row' as const, ...row })),
      ...usages.map((usage) => ({ type: 'usage' as const, usage })),
    ];
    const last = chunks.at(-1);
    if (last && last.length + parts.length <= MOST_PARTS) last.push(...parts);
    else chunks.push(parts);
  }
  return chunks;
}
