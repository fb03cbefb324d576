#!/usr/bin/env node
// The two programs behind one name: `serve` is the server, everything else is a client of it, which is handed the server's rules.
// The SDK warns of Node 20 at every start; the supported versions are in package.json and the README.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (!message.startsWith('NodeVersionSupportWarning')) process.stderr.write(`${name}: ${message}\n`);
});

const loadCheck = async () => (await import('@codeyard/server/bundle/server/check')).definitionCheck;

const [command, ...rest] = process.argv.slice(2);
const { main } = await import(command === 'serve' ? '@codeyard/server/bundle/server/main' : '../dist/main.js');
process.exitCode = await (command === 'serve' ? main(rest) : main(process.argv.slice(2), loadCheck));
// Work that did not return in time does not keep a stopped server.
if (command === 'serve') process.exit();
