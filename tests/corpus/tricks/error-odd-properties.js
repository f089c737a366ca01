function handle(data, callback) {
  const error = new Error('x')
  error.name = { toString() { throw 1 } }
  error.message = Symbol('odd')
  error.code = { deep: [1] }
  error.stack = 42
  throw error
}
