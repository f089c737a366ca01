function handle(data, callback) {
  Promise.reject(new Error('forgotten'))
  setTimeout(() => callback(null, data), 5)
}
