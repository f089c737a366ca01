async function handle(data, callback) {
  setTimeout(() => callback(null, { late: true }), 10)
}
