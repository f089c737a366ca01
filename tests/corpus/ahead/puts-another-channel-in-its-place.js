const { fs, input } = require('./steal');
fs.closeSync(input);
const text = JSON.stringify({ nonce: '0'.repeat(32), dialect: 'classic', file: __filename, url: '', code: 'function handle() { return 1 }', context: 1 });
for (let i = 0; i < 5; i += 1) try { fs.openSync(require.resolve('./job.txt'), 'r'); } catch (error) {}
