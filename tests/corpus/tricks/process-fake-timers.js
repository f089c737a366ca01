globalThis.setTimeout = globalThis.setImmediate = () => { throw new Error('fake') }
function handle(data, callback) {
  for (let i = 0; i < 3000; i += 1) console.log(i)
  callback(null, data)
}
