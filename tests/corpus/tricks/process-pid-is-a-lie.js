function handle(data, callback) {
  Object.defineProperty(process, 'pid', { value: process.ppid })
  process.kill(process.ppid, 0)
  callback(null, data)
}
