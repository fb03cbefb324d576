import { createHash } from 'node:crypto';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly firstReceivedAt?: number;
  readonly receives: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequence?: string;
  readonly traceHeader?: string;
  /** ARN of the queue that it came from when it was received too often there. */
  readonly deadFrom?: string;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64. */
  readonly BinaryValue?: string | undefined;
}

export const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');

const length = (bytes: Buffer) => {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(bytes.length);
  return Buffer.concat([prefix, bytes]);
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function md5OfAttributes(attributes: Message['attributes']): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const isBinary = DataType.startsWith('Binary');
    const value = isBinary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '');
    return [length(Buffer.from(name)), length(Buffer.from(DataType)), Buffer.of(isBinary ? 2 : 1), length(value)];
  });
  return md5(Buffer.concat(parts));
}

/** Bytes of a message as its limit counts them. */
export const sizeOf = (body: string, attributes: Message['attributes']): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.from(BinaryValue, 'base64').length,
    Buffer.byteLength(body),
  );
