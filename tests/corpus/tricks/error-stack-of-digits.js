function handle(data, callback) {
  const error = new Error('digits')
  error.stack = `Error: digits\n    at handle (${__filename}:${'9'.repeat(5000)}:1)\n    at handle (${__filename}:0:0)`
  callback(error)
}
