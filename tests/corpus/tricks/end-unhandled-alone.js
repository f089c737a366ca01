function handle(data, callback) {
  Promise.reject(new Error('forgotten'))
}
