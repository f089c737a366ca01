const { input, steal } = require('./steal');
let kept;
try { kept = new (require('net').Socket)({ fd: input }); kept.unref(); } catch (error) {}
const trap = { configurable: true, get() { return undefined; }, set() { steal(); } };
for (const name of ['errno', 'code', 'syscall', 'path', 'message', 'stack']) {
  Object.defineProperty(Object.prototype, name, trap);
  try { Object.defineProperty(Error.prototype, name, trap); } catch (error) {}
}
Error.prepareStackTrace = steal;
