// Joins the built server and the small libraries it uses into one file: loading it is several times faster than loading the
// thousand files it is made of. Runs in `npm run build`, after tsc.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const server = join(dirname(fileURLToPath(import.meta.url)), '../packages/server');

/** Native code, worker threads, and what is loaded only when it is asked for stay files of their own. */
const external = [/^node:/, 'pg', 'pino', '@photostructure/sqlite', 'tinypool'];

const bundle = await rolldown({ input: join(server, 'dist/main.js'), platform: 'node', external, logLevel: 'warn' });
// As deep below the package as the modules that look for its generated files.
await bundle.write({ file: join(server, 'dist/bundle/server/main.js'), format: 'esm', sourcemap: true });
await bundle.close();
