const trap = { __proto__: null, get() { throw new Error('trapped') }, set() { throw new Error('trapped') }, configurable: true }
const { ownKeys } = Reflect
const { defineProperty, getOwnPropertyDescriptor } = Object
for (const shape of [Map.prototype, Set.prototype, Error.prototype, Promise.prototype, RegExp.prototype, Number.prototype]) {
  for (const key of ownKeys(shape)) {
    const had = getOwnPropertyDescriptor(shape, key)
    if (key !== 'constructor' && had.configurable) defineProperty(shape, key, trap)
  }
}
function handle(data, callback) {
  callback(null, { survived: true })
}
