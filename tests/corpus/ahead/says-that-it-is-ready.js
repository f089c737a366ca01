const { fs, output, steal } = require('./steal');
fs.writeSync(output, '\n' + '0'.repeat(32) + ' ready\n'); steal();
