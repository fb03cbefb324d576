import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../user-error.ts';

/** A file of the stack, with its name in a bucket: the same for the same contents. */
export interface StackPart {
  readonly key: string;
  readonly body: Buffer;
}

export interface StackParts {
  readonly template: string;
  readonly functions: StackPart;
  readonly flow: StackPart;
}

const FOLDER = 'codeyard/build-environments';

/** The stack as it was built. */
export async function readStackParts(): Promise<StackParts> {
  const [template, flow, functions] = await Promise.all(
    ['template.yml', 'build-flow.asl.json', 'functions.zip'].map(read),
  );
  return {
    template: template?.toString() ?? '',
    functions: partOf(functions ?? Buffer.alloc(0), 'zip'),
    flow: partOf(flow ?? Buffer.alloc(0), 'asl.json'),
  };
}

async function read(name: string): Promise<Buffer> {
  const file = fileURLToPath(import.meta.resolve(`@codeyard/aws-stack/${name}`));
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`${file} is not there: make it with npm run build`);
  }
}

function partOf(body: Buffer, suffix: string): StackPart {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
  return { key: `${FOLDER}/${digest}.${suffix}`, body };
}
