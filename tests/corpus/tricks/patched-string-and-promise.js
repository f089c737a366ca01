const all = (prototype) => [prototype, Object.getOwnPropertyNames(prototype)]
for (const [prototype, names] of [all(String.prototype), all(RegExp.prototype), all(Promise.prototype), all(Map.prototype), [Array.prototype, ['push', 'join', 'map', 'slice', 'forEach']]])
  for (const name of names) {
    if (name === 'constructor' || typeof Object.getOwnPropertyDescriptor(prototype, name).value !== 'function') continue
    Object.defineProperty(prototype, name, { value() { throw new Error('patched ' + name) }, configurable: true, writable: true })
  }
async function handle(data) {
  await null
  return { kept: 1 }
}
