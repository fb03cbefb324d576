import type { AttributeValue, Item } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { typeOf } from '@codeyard/engine/dynamodb-expressions/attribute-value';
import { decimalOf } from '@codeyard/engine/dynamodb-expressions/compare';
import { sortableDecimal } from '@codeyard/engine/dynamodb-expressions/decimal';
import { invalidParameter, keyMismatch } from '../errors.ts';
import { type Index, keyNames, type Table } from './table.ts';

/** Texts that sort as the values do; without a sort key the second is empty. */
export interface Place {
  readonly hash: string;
  readonly range: string;
}

/** A text that sorts bytewise as the value does among values of its type. */
export function sortable(value: AttributeValue): string {
  if ('N' in value) return sortableDecimal(decimalOf(value.N));
  return 'B' in value ? value.B : Buffer.from('S' in value ? value.S : '').toString('hex');
}

/** Where an item that is put belongs; refused when its keys are not what the table says. */
export function placeOfItem(table: Table, item: Item): Place {
  for (const name of keyNames(table)) {
    const value = item[name];
    if (!value) throw invalidParameter(`Missing the key ${name} in the item`);
    checkKey(table, name, value);
  }
  for (const index of table.indexes) checkIndexKeys(table, index, item);
  return placeOf(table, item);
}

/** Where a key leads that names an item. */
export function placeOfKey(table: Table, key: Item): Place {
  const names = keyNames(table);
  if (Object.keys(key).length !== names.length) throw keyMismatch();
  for (const name of names) {
    const value = Object.hasOwn(key, name) ? key[name] : undefined;
    if (!value || typeOf(value) !== table.types[name]) throw keyMismatch();
    checkKey(table, name, value);
  }
  return placeOf(table, key);
}

export function placeOf({ hash, range }: Table, item: Item): Place {
  const text = (name: string | undefined) => {
    const value = name === undefined ? undefined : item[name];
    return value ? sortable(value) : '';
  };
  return { hash: text(hash), range: text(range) };
}

function checkKey(table: Table, name: string, value: AttributeValue): void {
  const wanted = table.types[name];
  if (typeOf(value) !== wanted) {
    throw invalidParameter(`Type mismatch for key ${name} expected: ${wanted} actual: ${typeOf(value)}`);
  }
  if (('S' in value && value.S === '') || ('B' in value && value.B === '')) {
    throw invalidParameter(
      `The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${name}`,
    );
  }
}

/** An item without an index's keys is not in it; one whose keys have another type is refused. */
function checkIndexKeys(table: Table, index: Index, item: Item): void {
  for (const name of keyNames(index)) {
    const value = item[name];
    if (!value || typeOf(value) === table.types[name]) continue;
    throw invalidParameter(
      `Type mismatch for Index Key ${name} Expected: ${table.types[name]} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  }
}
