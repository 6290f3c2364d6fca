// What is measured: npm run bench -- [transforms] [OPTIONS]
await (process.argv[2] === 'transforms' ? import('./transforms/run.mjs') : import('./run.mjs'));
