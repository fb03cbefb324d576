import { asObject } from '../json.ts';
import { type Expansion, renamed, type ServerlessResource, tagList } from './expansion.ts';

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** A table with one key. */
export function expandTable({ id, properties }: ServerlessResource): Expansion {
  const { Name = 'id', Type = 'String' } = asObject(properties.PrimaryKey);
  const type = Object.hasOwn(TYPES, String(Type)) ? TYPES[String(Type)] : undefined;
  const units = properties.ProvisionedThroughput;
  return {
    problems: type
      ? []
      : [
          {
            message: `'PrimaryKey' has the type ${String(Type)}, which is none of ${Object.keys(TYPES).join(', ')}.`,
            at: ['PrimaryKey', 'Type'],
          },
        ],
    resources: {
      [id]: {
        type: 'AWS::DynamoDB::Table',
        properties: {
          ...renamed(properties, { TableName: 'TableName', SSESpecification: 'SSESpecification' }),
          AttributeDefinitions: [{ AttributeName: Name, AttributeType: type ?? 'S' }],
          KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
          ...(units === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput: units }),
          ...(properties.Tags === undefined ? {} : { Tags: tagList(properties.Tags, 'dynamodb:createdBy').slice(1) }),
        },
      },
    },
  };
}
