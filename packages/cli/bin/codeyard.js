#!/usr/bin/env node
// The two programs behind one name: `serve` is the server, everything else is a client of it.
const [command, ...rest] = process.argv.slice(2);
const { main } = await import(command === 'serve' ? '@codeyard/server/main' : '../dist/main.js');
process.exitCode = await main(command === 'serve' ? rest : process.argv.slice(2));
