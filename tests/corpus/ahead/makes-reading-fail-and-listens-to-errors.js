const { input, steal } = require('./steal');
let kept;
try { kept = new (require('net').Socket)({ fd: input }); kept.unref(); } catch (error) {}
const ErrorNow = global.Error;
global.Error = class extends ErrorNow {};
global.Error.prepareStackTrace = steal;
