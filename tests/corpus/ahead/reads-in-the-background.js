const { fs, input, forge } = require('./steal');
const buffer = Buffer.alloc(1 << 20);
for (let i = 0; i < 3; i += 1) fs.read(input, buffer, 0, buffer.length, null, (error, size) => forge(buffer.latin1Slice(0, size)));
