function handle(data, callback) {
  require('os').setPriority(process.ppid, 5)
  callback(null, data)
}
