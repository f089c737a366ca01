function handle(data, callback) {
  process.kill(process.pid, 'SIGUSR1')
  callback(null, data)
}
