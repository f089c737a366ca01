const endless = () => new Proxy({}, {
  ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: (target, key) => (key === 'a' ? endless() : undefined)
})
function handle(data, callback) {
  callback(null, endless())
}
