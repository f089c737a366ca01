function handle(data, callback) {
  setTimeout(() => callback(null, data), 5)
  throw new Error('first')
}
