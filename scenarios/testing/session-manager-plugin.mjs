// Stands in for AWS's session-manager-plugin, which is not at hand where these scenarios run: called as the aws CLI calls that, and
// written from the facts of its source. It shares no code with the server: the WebSocket is Node's own, the messages are read here.
import { createHash, randomUUID } from 'node:crypto';
import process from 'node:process';

const [, , first = '', region, operation, , parameters = '{}', endpoint] = process.argv;
if (first === '--version') {
  process.stdout.write('1.2.707.0\n');
  process.exit(0);
}
const response = first.startsWith('AWS_SSM_START_SESSION_RESPONSE') ? (process.env[first] ?? '') : first;
const { SessionId, StreamUrl, TokenValue } = JSON.parse(response);
const { Target } = JSON.parse(parameters);
process.stdout.write(`\nStarting session with SessionId: ${SessionId}\n`);
process.stderr.write(`${JSON.stringify({ region, operation, Target, endpoint })}\n`);

const socket = new WebSocket(StreamUrl);
socket.binaryType = 'arraybuffer';
let expected = 0;
let sequence = 0;

function send(type, payloadType, text, number = 0, flags = 0) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(120);
  head.writeUInt32BE(116, 0);
  head.write(type.padEnd(32), 4);
  head.writeUInt32BE(1, 36);
  head.writeBigUInt64BE(BigInt(Date.now()), 40);
  head.writeBigInt64BE(BigInt(number), 48);
  head.writeBigUInt64BE(BigInt(flags), 56);
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  Buffer.concat([id.subarray(8), id.subarray(0, 8)]).copy(head, 64);
  createHash('sha256').update(payload).digest().copy(head, 80);
  head.writeUInt32BE(payloadType, 112);
  head.writeUInt32BE(payload.length, 116);
  socket.send(Buffer.concat([head, payload]));
}

function sendInput(payloadType, text) {
  send('input_stream_data', payloadType, text, sequence);
  sequence += 1;
}

socket.onopen = () => {
  const opening = { MessageSchemaVersion: '1.0', RequestId: randomUUID(), TokenValue, ClientId: randomUUID() };
  socket.send(JSON.stringify({ ...opening, ClientVersion: '1.2.707.0' }));
};
socket.onerror = () => process.exit(3);
socket.onclose = () => process.exit(4);
socket.onmessage = ({ data }) => {
  const message = Buffer.from(data);
  const type = message.toString('latin1', 4, 36).replace(/[ \0]+$/, '');
  const payload = message.subarray(message.readUInt32BE(0) + 4);
  if (!createHash('sha256').update(payload).digest().equals(message.subarray(80, 112))) process.exit(5);
  if (type === 'channel_closed') {
    const { Output } = JSON.parse(payload.toString());
    process.stdout.write(
      Output ? `\n\nSessionId: ${SessionId} : ${Output}\n\n` : `\n\nExiting session with sessionId: ${SessionId}.\n\n`,
    );
    process.exit(0);
  }
  const number = Number(message.readBigInt64BE(48));
  if (type !== 'output_stream_data' || number !== expected) return;
  expected += 1;
  const id = Buffer.concat([message.subarray(72, 80), message.subarray(64, 72)]).toString('hex');
  const acknowledgement = {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    AcknowledgedMessageSequenceNumber: number,
    IsSequentialMessage: true,
  };
  send('acknowledge', 0, JSON.stringify(acknowledgement), 0, 3);
  const payloadType = message.readUInt32BE(112);
  if (payloadType === 1) process.stdout.write(payload);
  if (payloadType === 5) {
    const { RequestedClientActions } = JSON.parse(payload.toString());
    const actions = RequestedClientActions.map(({ ActionType }) => ({
      ActionType,
      ActionStatus: 1,
      ActionResult: null,
      Error: '',
    }));
    sendInput(6, JSON.stringify({ ClientVersion: '1.2.707.0', ProcessedClientActions: actions, Errors: null }));
  }
  if (payloadType === 7) {
    sendInput(3, JSON.stringify({ cols: 111, rows: 44 }));
    process.stdin.on('data', (typed) => sendInput(1, typed));
  }
};
