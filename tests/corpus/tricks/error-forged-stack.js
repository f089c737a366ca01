function handle(data, callback) {
  const error = new Error('x')
  error.stack = 'Error: x\n    at ' + 'y'.repeat(1e6) + '\n    at handle (' + __filename + ':999999999999:1)'
  throw error
}
