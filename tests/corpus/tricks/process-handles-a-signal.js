function handle(data, callback) {
  process.on('SIGUSR2', () => callback(null, { handled: true }))
  process.kill(process.pid, 'SIGUSR2')
  setTimeout(() => {}, 1000)
}
