function handle(data, callback) {
  Object.defineProperty(process, 'pid', { value: -1 })
  process.kill(-1, 0)
  callback(null, data)
}
