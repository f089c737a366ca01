const names = ['0', '1', 'get', 'set', 'writable', 'enumerable', 'next', 'then', 'json', 'key', 'parent', 'rendered', 'problem', 'text', 'lost', 'error'];
names.push('thrown', 'length', 'name', 'message', 'stack', 'cause', 'code', 'errno', 'value', 'configurable');
const trap = { __proto__: null, configurable: true, set() { throw 'setter'; }, get() { throw 'getter'; } };
for (let i = 0; i < names.length; i += 1) Object.defineProperty(Object.prototype, names[i], trap);
function handle(data, callback) {
  callback(null, { fine: true });
}
