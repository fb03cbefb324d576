// Joins the functions of the EC2 build environments with the SDK clients they use: Lambda gets one folder, whatever runtime it has.
// The archive beside it is what `codeyard build-environments install` uploads: the same bytes for the same code.
// Runs in `npm run build`, after tsc.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { zipTexts } from '../packages/compute/dist/archives/zip-texts.js';

const stack = join(dirname(fileURLToPath(import.meta.url)), '../packages/aws-stack');
const folder = join(stack, 'dist/functions');
const names = ['poller', 'steps', 'scheduler', 'reaper', 'links'];

const bundle = await rolldown({
  input: Object.fromEntries(names.map((name) => [name, join(stack, `dist/modules/functions/${name}.js`)])),
  platform: 'node',
  external: [/^node:/],
  logLevel: 'warn',
});
rmSync(folder, { recursive: true, force: true });
await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name].mjs',
  minify: true,
});
await bundle.close();
const texts = readdirSync(folder)
  .sort()
  .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
writeFileSync(`${folder}.zip`, zipTexts(Object.fromEntries(texts)));
