import pino from 'pino';

export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'> & {
  child(fields: Record<string, unknown>): Logger;
};

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** JSON lines on standard error: a constant message, values as fields, secrets censored by field name. */
export function createLogger(level: LogLevel): Logger {
  const redact = { paths: ['*.secret', '*.secretAccessKey', '*.sessionToken', '*.authorization'], censor: '***' };
  const serializers = { error: pino.stdSerializers.err };
  return pino(
    { level, redact, serializers, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
}

export const silentLogger: Logger = pino({ level: 'silent' });
