function handle(data, callback) {
  process._debugProcess(process.ppid)
  callback(null, data)
}
