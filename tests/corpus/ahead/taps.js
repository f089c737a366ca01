// Puts itself in the place of all that it finds, and notes who calls. `language`: of the language's own functions, too.
const language = require('./kind').language;
const taken = [];
const { apply } = Reflect;
const ErrorNow = Error;
let armed = false;
let inside = false;
function note(name) {
  if (!armed || inside) return;
  inside = true;
  const { stack } = new ErrorNow(typeof name === 'string' ? name : 'symbol');
  taken[taken.length] = stack;
  inside = false;
}
function tap(owner, name) {
  const found = Object.getOwnPropertyDescriptor(owner, name);
  if (!found || !found.configurable) return;
  const change = { __proto__: null, configurable: true, enumerable: found.enumerable };
  const tapped = (method) => function (...values) { note(name); return new.target ? Reflect.construct(method, values) : apply(method, this, values); };
  if (typeof found.value === 'function' && name !== 'constructor') {
    Object.defineProperty(owner, name, { ...change, writable: true, value: Object.assign(tapped(found.value), found.value) });
  } else if (found.get) {
    Object.defineProperty(owner, name, { ...change, get: tapped(found.get), set: found.set });
  }
}
const kinds = !language ? [] : [Object, Function, Array, String, Number, Boolean, Symbol, Promise, Map, Set, WeakMap, WeakSet, Error, RegExp, Date, ArrayBuffer, Uint8Array, Buffer,
  Object.getPrototypeOf(Uint8Array), require('stream').Readable, require('events')];
const spaces = language ? [Reflect, JSON, Math] : [];
spaces.push(require('fs'), require('buffer'), require('util'), require('util').types, require('path'), require('vm'), require('module'), process, global);
for (const kind of kinds) spaces.push(kind, kind.prototype);
const skipped = new Set(['apply', 'call', 'bind', 'toString', 'constructor', 'hasInstance', 'then']);
for (const space of spaces) for (const name of Reflect.ownKeys(space)) if (!skipped.has(name) && (space !== global || (typeof name === 'string' && name > 'a'))) try { tap(space, name); } catch (error) {}
const names = ['errno', 'code', 'error', 'signal', 'position', 'offset', 'length', 'byteLength', 'buffer', 'get', 'set', 'value'];
if (language) for (const name of names) {
  if (!(name in Object.prototype)) {
    Object.defineProperty(Object.prototype, name, { configurable: true, get() { note('get ' + name); return undefined; },
      set(value) { note('set ' + name); Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true }); } });
  }
}
exports.told = () => {
  armed = false;
  for (const name of names) delete Object.prototype[name];
  return taken;
};
armed = true;
global.early = !global.hook;
