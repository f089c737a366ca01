function handle(data, callback) {
  const error = new Error('x')
  for (const key of ['stack', 'name', 'message', 'code', 'cause']) Object.defineProperty(error, key, { get() { throw new Error('trap') } })
  throw error
}
