async function handle(data, callback) {
  callback(null, data)
  throw new Error('after')
}
