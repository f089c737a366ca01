function handle(data, callback) {
  process.kill(0, 'SIGKILL')
  callback(null, data)
}
