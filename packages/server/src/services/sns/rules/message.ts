/** A message as it was published; binary attributes are base64. */
export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly text: string;
  /** Texts of their own for protocols, when the message was structured. */
  readonly byProtocol?: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface MessageAttribute {
  readonly type: string;
  readonly value: string;
}

/** What Publish and one entry of PublishBatch are given. */
export interface GivenMessage {
  readonly Message?: string | undefined;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?: Readonly<Record<string, GivenAttribute>> | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

interface GivenAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

export interface MessageProblem {
  readonly problem: string;
  /** AWS has a name of its own for bad attributes. */
  readonly ofAttribute?: true;
}

type Content = Pick<Message, 'subject' | 'text' | 'byProtocol' | 'attributes'>;

export const LARGEST_MESSAGE_BYTES = 256 * 1024;
const LONGEST_SUBJECT = 100;

/** What a message says, or why it is not taken. */
export function readMessage(given: GivenMessage): Content | MessageProblem {
  const { Message, Subject, MessageStructure } = given;
  if (!Message) return { problem: 'Empty message' };
  if (messageBytes(given) > LARGEST_MESSAGE_BYTES) return { problem: 'Message too long' };
  if (Subject !== undefined && !isSubject(Subject)) return { problem: 'Subject' };
  if (MessageStructure !== undefined && MessageStructure !== 'json') return { problem: 'MessageStructure' };
  const attributes = readAttributes(given.MessageAttributes ?? {});
  if ('problem' in attributes) return { problem: String(attributes.problem), ofAttribute: true };
  const body = MessageStructure === 'json' ? readStructure(Message) : { text: Message };
  if ('problem' in body) return body;
  return { ...body, ...(Subject === undefined ? {} : { subject: Subject }), attributes: attributes.read };
}

/** ASCII, no line ends, beginning with something visible. */
const isSubject = (subject: string) => subject.length <= LONGEST_SUBJECT && /^[\x21-\x7e][\x20-\x7e]*$/.test(subject);

function readStructure(text: string): Pick<Message, 'text' | 'byProtocol'> | MessageProblem {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { problem: 'Message Structure - JSON message body failed to parse' };
  }
  const entries = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : [];
  const byProtocol = Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const { default: fallback } = byProtocol;
  if (fallback === undefined) return { problem: 'Message Structure - No default entry in JSON message body' };
  return { text: fallback, byProtocol };
}

function readAttributes(given: Readonly<Record<string, GivenAttribute>>) {
  const read: Record<string, MessageAttribute> = {};
  for (const [name, attribute] of Object.entries(given)) {
    const problem = findAttributeProblem(name, attribute);
    if (problem !== undefined) return { problem };
    const { DataType = '', StringValue, BinaryValue } = attribute;
    read[name] = { type: DataType, value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') };
  }
  return { read };
}

function findAttributeProblem(
  name: string,
  { DataType, StringValue, BinaryValue }: GivenAttribute,
): string | undefined {
  if (!/^[\w.-]{1,256}$/.test(name) || /^(?:aws|amazon)\./i.test(name) || /^\.|\.$|\.\./.test(name)) {
    return `The message attribute '${name}' has an invalid name.`;
  }
  if (!DataType) return `The message attribute '${name}' must contain non-empty message attribute type.`;
  const kind = /^(String|Number|Binary)(?:\.|$)/.exec(DataType)?.[1];
  if (!kind) {
    return `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
  }
  if (kind === 'Binary' ? !BinaryValue?.length : !StringValue) {
    return `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`;
  }
  if (kind === 'Number' && !Number.isFinite(Number(StringValue))) {
    return `Could not cast message attribute '${name}' value to number.`;
  }
  return undefined;
}

/** The message with its attributes, in UTF-8 bytes. */
export function messageBytes({ Message, MessageAttributes }: GivenMessage): number {
  const attributes = Object.entries(MessageAttributes ?? {});
  return attributes.reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(Message ?? ''),
  );
}
