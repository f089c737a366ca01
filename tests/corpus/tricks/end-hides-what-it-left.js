function handle(data, callback) {
  callback(null, { first: true })
  setInterval(() => {}, 100)
  setTimeout(() => callback(null, { second: true }), 10)
  process.emit('beforeExit', 0)
}
