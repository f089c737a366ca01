function handle(data, callback) {
  process.emitWarning('careful')
  setTimeout(() => callback(null, data), 5)
}
