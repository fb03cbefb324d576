// Joins the built server and the small libraries it uses: loading that is several times faster than loading the thousand files it
// is made of. What the server and its check of definitions have in common is a file of its own. Runs in `npm run build`, after tsc.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const server = join(dirname(fileURLToPath(import.meta.url)), '../packages/server');

/** Native code, worker threads, and what is loaded only when it is asked for stay files of their own. */
const external = [/^node:/, 'pg', 'pino', '@photostructure/sqlite', 'tinypool'];

const input = { main: join(server, 'dist/main.js'), check: join(server, 'dist/check.js') };
const bundle = await rolldown({ input, platform: 'node', external, logLevel: 'warn' });
// As deep below the package as the modules that look for its generated files.
const dir = join(server, 'dist/bundle/server');
await bundle.write({ dir, chunkFileNames: '[name].js', cleanDir: true, format: 'esm', sourcemap: true });
await bundle.close();
