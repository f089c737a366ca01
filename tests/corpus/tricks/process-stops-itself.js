function handle(data, callback) {
  process.kill(process.pid, 'SIGSTOP')
}
