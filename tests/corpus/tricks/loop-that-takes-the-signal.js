function handle(data, callback) {
  process.on('SIGINT', () => callback(null, { late: true }))
  setInterval(() => {}, 1000)
}
